#ifndef CKERNELS_CAPON_BEAMS_H
#define CKERNELS_CAPON_BEAMS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A multi-coset sampler: which phases its rows have in its cosets.
struct ethermap_coset_sampler {
    /// P: cosets.
    int32_t cosets;
    /// L: rows.
    int32_t rows;
    /// N: columns; covariances are laid out for whole sixteens of columns.
    int32_t columns;
    /// (c_i - c_j) mod L of the pairs i > j, at i (i - 1) / 2 + j.
    const int32_t *lags;
    /// cos and sin of 2 pi t / L, [L].
    const double *cosines;
    const double *sines;
};

/// Adds y y^H of one frame y, [P, N], to `forget` times the triangles [P (P + 1) / 2, 16 ceil(N / 16)].
///
/// The pair i >= j lies at i (i + 1) / 2 + j.
void ethermap_coset_accumulate(int32_t cosets, int32_t columns, const float *frame_real,
                               const float *frame_imaginary, float forget, float *real,
                               float *imaginary);

/// Floats of work space that `ethermap_capon_beams` asks for.
size_t ethermap_capon_work(const struct ethermap_coset_sampler *sampler);

/// Capon's beamformer on every bin (Capon 1969): what comes out of it, and what of that is not the bin's.
///
/// In column k, S = sum_l p[l, k] a_l a_l^H + noise I and R = scale (real + i imaginary). With
/// e = a^H S^-1 a and q = a^H S^-1 R S^-1 a, output = q / e^2 and interference = 1 / e - p, at least
/// a millionth of 1 / e, [L, N]; in double precision inside. traces are the sums over the columns of tr S^-1 R S^-1 and tr S^-1.
void ethermap_capon_beams(const struct ethermap_coset_sampler *sampler, const float *power,
                          float noise, const float *real, const float *imaginary, float scale,
                          float *work, float *output, float *interference, double traces[2]);

#ifdef __cplusplus
}
#endif

#endif
