#ifndef CKERNELS_OUTER_SUMS_H
#define CKERNELS_OUTER_SUMS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Sum of y y^H over the columns of a matrix, [rows, columns], in double precision: the lower triangle,
/// [rows (rows + 1) / 2], the pair i >= j at i (i + 1) / 2 + j.
void ethermap_outer_sums(const float *real, const float *imaginary, size_t rows, size_t columns, double *sum_real,
                         double *sum_imaginary);

/// The same of each column k < `width` apart, over the columns k, k + width, k + 2 width and so on, of which
/// there are `count`: triangles [rows (rows + 1) / 2, width].
void ethermap_outer_sums_by_bin(const float *real, const float *imaginary, size_t rows, size_t width, size_t count,
                                double *sum_real, double *sum_imaginary);

#ifdef __cplusplus
}
#endif

#endif
