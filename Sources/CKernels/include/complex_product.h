#ifndef CKERNELS_COMPLEX_PRODUCT_H
#define CKERNELS_COMPLEX_PRODUCT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// C = A B, or A^H B where `is_adjoint`, of row-major matrices with their parts apart.
///
/// C is [rows, columns] and B [depth, columns], columns a multiple of 16; A is [rows, depth], or [depth, rows] where
/// its adjoint is taken. `scratch` is room for as many numbers as A's imaginary part has.
void ethermap_complex_product(const float *left_real, const float *left_imaginary, int is_adjoint,
                              const float *right_real, const float *right_imaginary, size_t rows, size_t depth,
                              size_t columns, float *real, float *imaginary, float *scratch);

#ifdef __cplusplus
}
#endif

#endif
