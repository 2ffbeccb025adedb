// libmosquitto's C interface, and the one OpenSSL call that a poll loop needs beside it.
#ifndef ETHERMAP_CMOSQUITTO_SHIM_H
#define ETHERMAP_CMOSQUITTO_SHIM_H

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <spawn.h>

// Bytes that a TLS connection has decrypted and nobody has read: invisible to poll(2).
// Declared here, because <openssl/ssl.h> would make the importer read all of OpenSSL.
struct ssl_st;
int SSL_pending(const struct ssl_st *ssl);

// glibc hides these two from modules that were built without _GNU_SOURCE, as Swift's Glibc was.
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

#endif
