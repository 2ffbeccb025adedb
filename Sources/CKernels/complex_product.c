#include "complex_product.h"

#include "wide_product.h"

void ethermap_complex_product(const float *left_real, const float *left_imaginary, int is_adjoint,
                              const float *right_real, const float *right_imaginary, size_t rows, size_t depth,
                              size_t columns, float *real, float *imaginary, float *scratch)
{
    // Products are added up, so what is taken off is negated first, on the left, which is small.
    for (size_t i = 0; i < rows * depth; i++)
        scratch[i] = -left_imaginary[i];
    const float *add = is_adjoint ? scratch : left_imaginary, *subtract = is_adjoint ? left_imaginary : scratch;
    size_t row = is_adjoint ? 1 : depth, step = is_adjoint ? rows : 1;
    multiply((struct left){ left_real, row, step }, right_real, columns, NULL, 0, real, rows, depth);
    multiply((struct left){ subtract, row, step }, right_imaginary, columns, real, columns, real, rows, depth);
    multiply((struct left){ left_real, row, step }, right_imaginary, columns, NULL, 0, imaginary, rows, depth);
    multiply((struct left){ add, row, step }, right_real, columns, imaginary, columns, imaginary, rows, depth);
}
