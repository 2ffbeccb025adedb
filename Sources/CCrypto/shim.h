/* The one call of OpenSSL's libcrypto that NeuralNet makes. Declared here, because <openssl/sha.h>
   would make the importer read all of OpenSSL, and one declaration shows all that is used. */
#ifndef ETHERMAP_CCRYPTO_SHIM_H
#define ETHERMAP_CCRYPTO_SHIM_H

#include <stddef.h>

/* SHA-256 (FIPS 180-4) of some bytes into 32 bytes; returns those. */
unsigned char *SHA256(const unsigned char *bytes, size_t count, unsigned char digest[32]);

#endif
