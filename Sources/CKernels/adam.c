#include "adam.h"

#include <math.h>

// Clones crash at start under the thread sanitizer.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

// No contraction into fused operations: every clone rounds alike, so that training does not depend
// on the processor here.
#pragma STDC FP_CONTRACT OFF

CLONES
void ethermap_adam_step(float *restrict parameters, const float *restrict gradients,
                        float *restrict first, float *restrict second, size_t count, float beta1,
                        float beta2, float rate, float root_scale, float epsilon, float decay)
{
    for (size_t i = 0; i < count; i++) {
        float g = gradients[i];
        float m = beta1 * first[i] + (1.0f - beta1) * g;
        float v = beta2 * second[i] + (1.0f - beta2) * g * g;
        first[i] = m;
        second[i] = v;
        parameters[i] = decay * parameters[i] - rate * (m / (root_scale * __builtin_elementwise_sqrt(v) + epsilon));
    }
}

#define LANES 16

CLONES
double ethermap_sum_of_squares(const float *values, size_t count)
{
    double lanes[LANES] = { 0 };
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            double value = values[i + lane];
            lanes[lane] += value * value;
        }
    for (size_t i = whole; i < count; i++) {
        double value = values[i];
        lanes[i - whole] += value * value;
    }
    double sum = 0;
    for (size_t lane = 0; lane < LANES; lane++)
        sum += lanes[lane];
    return sum;
}
