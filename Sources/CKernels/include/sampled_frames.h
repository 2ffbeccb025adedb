#ifndef CKERNELS_SAMPLED_FRAMES_H
#define CKERNELS_SAMPLED_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#include "capon_beams.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Frames of one multi-coset sampler, Y = A X + noise.
///
/// Spectra X are [F, L, 2 columns], samples [F, P, 2 columns], real parts left of imaginary ones; what
/// is the same in all frames is [L, columns]. Columns beyond the frames' own are nought throughout.
struct ethermap_sampled_frames {
    /// L: rows.
    size_t rows;
    /// P: cosets.
    size_t cosets;
    /// Columns of a frame, a multiple of 16.
    size_t columns;
    /// F: frames.
    size_t count;
    /// A, [2 P, L], real parts above imaginary ones.
    const float *matrix;
    /// -Y.
    const float *targets;
};

/// Numbers of `scratch` that each of the following asks for.
size_t ethermap_frames_scratch(const struct ethermap_sampled_frames *frames);

/// |X|^2, mean over the frames, and sums[0] = |Y - A X|^2, sums[1] = |X - before|^2, sums[2] = |X|^2.
void ethermap_frames_moments(const struct ethermap_sampled_frames *frames, const float *spectra,
                             const float *before, float *powers, double sums[3], float *scratch);

/// FISTA on |Y - A X|^2 + sum_l t_l |X_l| / step, X_l a row over all frames, with `step` at most
/// 1 / (2 |A|^2) and `thresholds` t: X <- shrink(Z - 2 step A^H (A Z - Y)), from `spectra` without momentum.
///
/// Beck and Teboulle (2009), with O'Donoghue and Candes' restart. It ends when X moves by less than
/// `tolerance` of its norm. Returns the iterations.
int32_t ethermap_group_descent(const struct ethermap_sampled_frames *frames, const float *thresholds, float step,
                               int32_t iterations, double tolerance, float *spectra, float *scratch);

/// Steps of sum-product GAMP (Rangan 2011) with independent Gaussian priors of variance `prior` and noise
/// of variance `noise`; |A|^2 = 1 / P makes its variances one number a column.
///
/// `messages` are the scaled residuals, like samples; they, `means` and `variances` move by a share of
/// `damping`.
void ethermap_message_passing(const struct ethermap_sampled_frames *frames, const double *prior, double noise,
                              int32_t steps, float damping, double *variances, float *messages, float *means,
                              float *scratch);

/// The posterior of X under the same model, exactly: in column k, S = sum_l p[l, k] a_l a_l^H + noise I, the
/// means p a^H S^-1 y and the variances p - p^2 a^H S^-1 a. `sampler` is of the same matrix and columns.
void ethermap_exact_posterior(const struct ethermap_sampled_frames *frames,
                              const struct ethermap_coset_sampler *sampler, const double *prior, double noise,
                              double *variances, float *means, float *scratch);

/// The means p a^H S^-1 y alone, of a known S^-1 that is the same in all columns, [P, P, 2], real and imaginary
/// parts in turn.
void ethermap_whitened_means(const struct ethermap_sampled_frames *frames, const double *precision,
                             const double *prior, float *means, float *scratch);

#ifdef __cplusplus
}
#endif

#endif
