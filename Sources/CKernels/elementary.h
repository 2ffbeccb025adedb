// Logarithm and exponential as polynomials, so that loops of them become vector code.
#ifndef CKERNELS_ELEMENTARY_H
#define CKERNELS_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

// Clones crash at start under the thread sanitizer.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

// log2 of a positive normal number: x = 2^k m with m in [sqrt(1/2), sqrt(2)), and
// ln m = 2 artanh((m - 1) / (m + 1)), whose series is cut after the ninth power (3e-10).
static inline float binary_logarithm(float x)
{
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    int32_t shifted = bits - 0x3f3504f3;
    int32_t exponent = shifted >> 23;
    int32_t mantissa_bits = bits - (int32_t)((uint32_t)exponent << 23);
    float m;
    memcpy(&m, &mantissa_bits, sizeof m);
    float s = (m - 1.0f) / (m + 1.0f);
    float s2 = s * s;
    float series = s * (2.0f + s2 * (2.0f / 3 + s2 * (2.0f / 5 + s2 * (2.0f / 7 + s2 * (2.0f / 9)))));
    return (float)exponent + 1.44269504089f * series;
}

// 2^x for -126 <= x <= 126, clipped there: 2^k times the series of e^(f ln 2), |f| <= 1/2 (relative
// error below 3e-7).
static inline float binary_power(float x)
{
    x = x < -126.0f ? -126.0f : x;
    x = x > 126.0f ? 126.0f : x;
    // Adding 1.5 * 2^23 leaves the nearest whole number in the last bits.
    float shifted = x + 12582912.0f;
    int32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    int32_t whole = bits - 0x4b400000;
    float f = (x - (float)whole) * 0.69314718056f;
    float series = 1.0f + f * (1.0f + f * (1.0f / 2 + f * (1.0f / 6 + f * (1.0f / 24 + f * (1.0f / 120 + f * (1.0f / 720))))));
    int32_t scale_bits = (whole + 127) << 23;
    float scale;
    memcpy(&scale, &scale_bits, sizeof scale);
    return series * scale;
}

#endif
