// Hermitian matrices in double precision, real and imaginary parts in planes of their own.
#ifndef CKERNELS_HERMITIAN_PLANES_H
#define CKERNELS_HERMITIAN_PLANES_H

#include <stddef.h>
#include <string.h>

// Eight neighbours of a row side by side, real and imaginary parts in planes of their own. Rows are padded
// with noughts to whole eights.
typedef double lanes __attribute__((vector_size(64)));
typedef long long masks __attribute__((vector_size(64)));
enum { width = 8 };

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define AT(address) (*(lanes *)(address))
#define OF(address) (*(const lanes *)(address))
#define all(x) ((double)(x) - (lanes){0})

static inline size_t padded(size_t count) { return (count + width - 1) / width * width; }

// A matrix, [P, stride], in two planes.
struct planes {
    double *real, *imaginary;
};

// One pivot's update of `vectors` vectors of columns from `column` on, in all other rows.
INLINE void sweep(struct planes m, const double *pivot_real, const double *pivot_imaginary, double factor, size_t P,
                  size_t stride, size_t j, size_t column, const int vectors)
{
    lanes row[2], row_i[2];
    masks keep[2];
    UNROLL for (int v = 0; v < vectors; v++) {
        size_t from = column + (size_t)v * width;
        keep[v] = (masks){0, 1, 2, 3, 4, 5, 6, 7} + (long long)from != (long long)j;
        row[v] = (lanes)(((masks)OF(pivot_real + from) & keep[v]) | ((masks)all(-1) & ~keep[v]));
        row_i[v] = (lanes)((masks)OF(pivot_imaginary + from) & keep[v]);
    }
    for (size_t a = 0; a < P; a++) {
        if (a == j)
            continue;
        // The pivot's column is the conjugate of its row.
        lanes x = all(-factor * pivot_real[a]), y = all(factor * pivot_imaginary[a]);
        double *to = m.real + a * stride + column, *to_i = m.imaginary + a * stride + column;
        UNROLL for (int v = 0; v < vectors; v++) {
            lanes p = (lanes)((masks)OF(to + v * width) & keep[v]);
            lanes q = (lanes)((masks)OF(to_i + v * width) & keep[v]);
            p += x * row[v];
            q += x * row_i[v];
            AT(to + v * width) = p - y * row_i[v];
            AT(to_i + v * width) = q + y * row[v];
        }
    }
    UNROLL for (int v = 0; v < vectors; v++) {
        AT(m.real + j * stride + column + (size_t)v * width) = all(factor) * row[v];
        AT(m.imaginary + j * stride + column + (size_t)v * width) = all(factor) * row_i[v];
    }
}

// Minus the inverse of a Hermitian matrix in place: sweeps (Beaton 1964), of which all elements are kept.
// `row_real` and `row_imaginary` are room for one row. Returns 0 where it is not positive definite.
INLINE int invert(struct planes m, double *row_real, double *row_imaginary, size_t P, const size_t stride)
{
    for (size_t j = 0; j < P; j++) {
        double pivot = m.real[j * stride + j];
        if (!(pivot > 0 && pivot < 1e300))
            return 0;
        memcpy(row_real, m.real + j * stride, sizeof(double) * stride);
        memcpy(row_imaginary, m.imaginary + j * stride, sizeof(double) * stride);
        size_t column = 0;
        for (; column + 2 * width <= stride; column += 2 * width)
            sweep(m, row_real, row_imaginary, 1 / pivot, P, stride, j, column, 2);
        if (column < stride)
            sweep(m, row_real, row_imaginary, 1 / pivot, P, stride, j, column, 1);
    }
    return 1;
}

// `rows` rows from `m` on and `vectors` vectors of columns from `column` on of C = A B.
INLINE void tile(struct planes a, struct planes b, struct planes c, size_t P, size_t stride, size_t m, size_t column,
                 const int rows, const int vectors)
{
    lanes sums[4][2], sums_i[4][2];
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int v = 0; v < vectors; v++)
            sums[i][v] = sums_i[i][v] = all(0);
    for (size_t k = 0; k < P; k++) {
        lanes right[2], right_i[2];
        UNROLL for (int v = 0; v < vectors; v++) {
            right[v] = OF(b.real + k * stride + column + (size_t)v * width);
            right_i[v] = OF(b.imaginary + k * stride + column + (size_t)v * width);
        }
        UNROLL for (int i = 0; i < rows; i++) {
            lanes x = all(a.real[(m + (size_t)i) * stride + k]), y = all(a.imaginary[(m + (size_t)i) * stride + k]);
            UNROLL for (int v = 0; v < vectors; v++) {
                sums[i][v] += x * right[v];
                sums_i[i][v] += x * right_i[v];
                sums[i][v] -= y * right_i[v];
                sums_i[i][v] += y * right[v];
            }
        }
    }
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int v = 0; v < vectors; v++) {
            AT(c.real + (m + (size_t)i) * stride + column + (size_t)v * width) = sums[i][v];
            AT(c.imaginary + (m + (size_t)i) * stride + column + (size_t)v * width) = sums_i[i][v];
        }
}

// C = A B, or of it only what is not right of the diagonal.
INLINE void multiply(struct planes a, struct planes b, struct planes c, size_t P, size_t stride, const int is_lower)
{
    size_t m = 0;
#define TILES(count)                                                                                       \
    for (; m + count <= P; m += count) {                                                                   \
        size_t end = is_lower ? padded(m + count) : stride, column = 0;                                    \
        for (; column + 2 * width <= end; column += 2 * width)                                             \
            tile(a, b, c, P, stride, m, column, count, 2);                                                 \
        if (column < end)                                                                                  \
            tile(a, b, c, P, stride, m, column, count, 1);                                                 \
    }
    TILES(4)
    TILES(2)
    TILES(1)
#undef TILES
}

#endif
