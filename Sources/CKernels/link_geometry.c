#include "link_geometry.h"

#include <stdint.h>
#include <string.h>

// Clones crash at start under the thread sanitizer.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

// log10 of a positive normal number: x = 2^k m with m in [sqrt(1/2), sqrt(2)), and
// ln m = 2 artanh((m - 1) / (m + 1)), whose series is cut after the ninth power (3e-10).
static inline float decadic_logarithm(float x)
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
    return 0.30102999566f * (float)exponent + 0.43429448190f * series;
}

CLONES
void ethermap_link_geometry(const float *east, const float *north, const float *up, size_t count,
                            float place_east, float place_north, float place_up, float least,
                            float limit_db, float *log_distance, float *cosine_db)
{
    float least2 = least * least;
    for (size_t i = 0; i < count; i++) {
        float x = east[i] - place_east;
        float y = north[i] - place_north;
        float z = up[i] - place_up;
        float h2 = x * x + y * y;
        float d2 = h2 + z * z;
        float d2_kept = d2 > least2 ? d2 : least2;
        // Above the place h is 0, whose logarithm the limit replaces.
        float h2_kept = h2 > 1e-6f ? h2 : 1e-6f;
        float log_d2 = decadic_logarithm(d2_kept);
        float pattern = 10.0f * (decadic_logarithm(h2_kept) - decadic_logarithm(d2 > 1e-6f ? d2 : 1e-6f));
        log_distance[i] = 0.5f * log_d2;
        cosine_db[i] = pattern > -limit_db ? pattern : -limit_db;
    }
}
