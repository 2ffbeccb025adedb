#ifndef CKERNELS_EVIDENCE_ASCENT_H
#define CKERNELS_EVIDENCE_ASCENT_H

#include <stddef.h>
#include <stdint.h>

#include "capon_beams.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How far an ascent goes.
struct ethermap_ascent_limits {
    /// Iterations at most.
    int32_t iterations;
    /// It ends when no power moves by more than this share of the largest.
    double tolerance;
    /// Whether the noise is learnt, and what it does not fall below.
    int32_t learns_noise;
    double noise_floor;
};

/// Doubles of work space that `ethermap_evidence_ascent` asks for.
size_t ethermap_evidence_work(const struct ethermap_coset_sampler *sampler);

/// Powers of a sampler's rows, and noise, that raise -log |S| - tr S^-1 R with
/// S = sum_l p_l a_l a_l^H + noise I:
///
///     p_l <- p_l (a_l^H S^-1 R S^-1 a_l) / (a_l^H S^-1 a_l),
///     noise <- noise + noise^2 (tr S^-1 R S^-1 - tr S^-1) / P
///
/// from where `powers`, [L], and `noise` begin. `covariance` is R and `precision`, where S^-1 goes, [P, P, 2],
/// real and imaginary parts in turn; the sampler's columns do not count. Returns the iterations; it ends
/// early where S is not positive definite, with the last S^-1 that was.
int32_t ethermap_evidence_ascent(const struct ethermap_coset_sampler *sampler,
                                 const struct ethermap_ascent_limits *limits,
                                 const double *covariance, double *powers, double *noise,
                                 double *precision, double *work);

#ifdef __cplusplus
}
#endif

#endif
