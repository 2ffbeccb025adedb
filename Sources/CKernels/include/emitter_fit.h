#ifndef CKERNELS_EMITTER_FIT_H
#define CKERNELS_EMITTER_FIT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Steps of an emitter's power that `ethermap_emitter_screen` scores at once.
enum { ethermap_screened_powers = 16 };

/// Two laws of path loss at an emitter's power, and how links deviate from them.
struct ethermap_emitter_law {
    /// Received power at 100 m, dBm: clear, blocked.
    float level[2];
    /// Exponents: clear, blocked.
    float exponent[2];
    /// Squares of the scatters, dB^2: clear, blocked.
    float variance[2];
    /// Share of links of which the map's class is wrong: clear ones, blocked ones.
    float error_share[2];
    /// Density of spikes, per decibel.
    float spike_density;
    /// Density of samples that something unknown has raised, per decibel of excess.
    float raised_density;
};

/// Logarithm of the likelihood of samples under one emitter beside a background.
///
/// With b the background (mW), s its variance times its square (mW^2 dB^2), p_c the emitter's power
/// at the sample in class c (mW), m = 10 log10(b + p_c), e = r - m and
/// v = (s + p_c^2 variance_c) / (b + p_c)^2 + f,
///
///     sum_i w_i log( (1 - eps) N(e_c; v_c) + eps N(e_c'; v_c') + spike + raised [e_c > 0] )
///
/// where c is the class by `clear`, c' the other. slopes are 10 log10(d / 100 m). out[0] is the sum,
/// out[1] its derivative by the emitter's power in decibels, out[2] the expected curvature.
void ethermap_emitter_likelihood(const float *slopes, const uint8_t *clear,
                                 const float *background, const float *spread,
                                 const float *received, const float *fading, const float *weights,
                                 size_t count, const struct ethermap_emitter_law *law,
                                 double out[3]);

/// What the emitter puts at the samples by the map's class, mW, and that squared times the variance.
void ethermap_emitter_power(const float *slopes, const uint8_t *clear, size_t count,
                            const struct ethermap_emitter_law *law, float *power, float *spread);

/// 10 log10(d / 100 m) of `count` links; shorter ones count as 1 m.
void ethermap_link_slopes(const float *east, const float *north, float up, size_t count,
                          float place_east, float place_north, float place_up, float *slopes);

/// Scores of one emitter at ethermap_screened_powers powers, two decibels apart, from rows of scores.
///
/// rows + row[i] + class * class_stride is the row of sample i: scores by steps of the emitter's
/// power over the background, of which `shift_max` may be skipped. offset[i] is minus the background
/// in steps. Bit block[i] of `seen` tells whether the sample sees the candidate; levels are the
/// received power at 100 m of the least power, in steps, exponents those per decibel of slope.
void ethermap_emitter_screen(const float *rows, const int32_t *row, int32_t class_stride,
                             const float *offset, const int32_t *block, const uint32_t *seen,
                             const float *east, const float *north, float up, float place_east,
                             float place_north, float place_up, const float level[2],
                             const float exponent[2], float shift_max, size_t count,
                             int32_t *scratch, float scores[ethermap_screened_powers]);

#ifdef __cplusplus
}
#endif

#endif
