#ifndef CKERNELS_CRC32C_H
#define CKERNELS_CRC32C_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, RFC 3720 section 12.1) of `count` bytes.
/// "123456789" gives 0xE3069283. Uses SSE4.2 where the processor has it.
uint32_t ethermap_crc32c(const uint8_t *bytes, size_t count);

/// The same by tables, eight bytes a step, on any processor; public for the tests' sake.
uint32_t ethermap_crc32c_tables(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
