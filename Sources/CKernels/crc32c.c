#include "crc32c.h"

#include <string.h>

#define POLYNOMIAL 0x82F63B78u

// table[k][b]: remainder of byte b followed by k zero bytes ("slicing by 8", Kounavis and Berry 2005).
static uint32_t table[8][256];

// Filled before main, so that no reader ever sees it half done.
__attribute__((constructor)) static void fill_table(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t remainder = byte;
        for (int bit = 0; bit < 8; bit++)
            remainder = (remainder >> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
        table[0][byte] = remainder;
    }
    for (int k = 1; k < 8; k++)
        for (int byte = 0; byte < 256; byte++)
            table[k][byte] = (table[k - 1][byte] >> 8) ^ table[0][table[k - 1][byte] & 0xFF];
}

uint32_t ethermap_crc32c_tables(const uint8_t *bytes, size_t count)
{
    uint32_t crc = 0xFFFFFFFFu;
    while (count >= 8) {
        uint32_t low = crc ^ ((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8
                              | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24);
        crc = table[7][low & 0xFF] ^ table[6][(low >> 8) & 0xFF] ^ table[5][(low >> 16) & 0xFF]
            ^ table[4][low >> 24] ^ table[3][bytes[4]] ^ table[2][bytes[5]] ^ table[1][bytes[6]]
            ^ table[0][bytes[7]];
        bytes += 8;
        count -= 8;
    }
    while (count-- > 0)
        crc = (crc >> 8) ^ table[0][(crc ^ *bytes++) & 0xFF];
    return ~crc;
}

#if defined(__x86_64__)

// Only this function may use SSE4.2: the target itself stays baseline x86-64.
__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(const uint8_t *bytes, size_t count)
{
    uint64_t crc = 0xFFFFFFFFu;
    while (count >= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        crc = __builtin_ia32_crc32di(crc, word);
        bytes += 8;
        count -= 8;
    }
    uint32_t remainder = (uint32_t)crc;
    while (count-- > 0)
        remainder = __builtin_ia32_crc32qi(remainder, *bytes++);
    return ~remainder;
}

uint32_t ethermap_crc32c(const uint8_t *bytes, size_t count)
{
    return __builtin_cpu_supports("sse4.2") ? crc32c_sse42(bytes, count)
                                            : ethermap_crc32c_tables(bytes, count);
}

#else

uint32_t ethermap_crc32c(const uint8_t *bytes, size_t count)
{
    return ethermap_crc32c_tables(bytes, count);
}

#endif
