// Products of small dense matrices, and of a sampler's matrix with spectra, in single precision.
#ifndef CKERNELS_WIDE_PRODUCT_H
#define CKERNELS_WIDE_PRODUCT_H

#include <stddef.h>

// Clones crash at start under the thread sanitizer. Products are written for 32 registers of 16
// numbers where there are such, and for 16 of fewer elsewhere.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#define WIDE __attribute__((target("avx512f")))
#define NARROW __attribute__((target_clones("avx2", "default")))
#define IS_WIDE __builtin_cpu_supports("avx512f")
#else
#define CLONES
#define WIDE
#define NARROW
#define IS_WIDE 0
#endif

enum { LANES = 16 };

typedef float lanes __attribute__((vector_size(64)));
typedef float loose_lanes __attribute__((vector_size(64), aligned(4)));

// Sums stay in registers only if every loop over them is gone.
#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))
#define AT(address) (*(loose_lanes *)(address))
#define OF(address) (*(const loose_lanes *)(address))

// The sum of a vector's numbers, by halves.
typedef float half_lanes __attribute__((vector_size(32)));
typedef float quarter_lanes __attribute__((vector_size(16)));
INLINE float sum_of(const lanes *v)
{
    half_lanes a = __builtin_shufflevector(*v, *v, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(*v, *v, 8, 9, 10, 11, 12, 13, 14, 15);
    quarter_lanes b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
    return (b[0] + b[2]) + (b[1] + b[3]);
}

// A product's left side: element (m, k) is at values[m * row + k * depth].
struct left {
    const float *values;
    size_t row, depth;
};

// Sums of `rows` rows and `vectors` times 16 columns, all in registers.
INLINE void tile(const struct left a, const float *b, size_t width, const float *start, size_t start_row, float *c,
                 size_t depth, const int rows, const int vectors)
{
    lanes sums[8][2];
    UNROLL for (int m = 0; m < rows; m++)
        UNROLL for (int v = 0; v < vectors; v++)
            sums[m][v] = start ? OF(start + m * start_row + v * LANES) : (lanes){ 0 };
    for (size_t k = 0; k < depth; k++) {
        lanes right[2];
        UNROLL for (int v = 0; v < vectors; v++)
            right[v] = OF(b + k * width + v * LANES);
        const float *left = a.values + k * a.depth;
        UNROLL for (int m = 0; m < rows; m++)
            UNROLL for (int v = 0; v < vectors; v++)
                sums[m][v] += left[m * a.row] * right[v];
    }
    UNROLL for (int m = 0; m < rows; m++)
        UNROLL for (int v = 0; v < vectors; v++)
            AT(c + m * width + v * LANES) = sums[m][v];
}

// As many tiles of a height and a width as fit from row `m` on.
#define TILES(count, vectors)                                                                          \
    for (; m + count <= rows; m += count) {                                                            \
        struct left part = { a.values + m * a.row, a.row, a.depth };                                   \
        tile(part, b + j, width, start ? start + m * start_row + j : start, start_row, c + m * width + j, \
             depth, count, vectors);                                                                   \
    }

// Eight rows of 32 columns keep two multipliers busy with operands from the first level of the cache.
WIDE static void multiply_wide(struct left a, const float *b, size_t width, const float *start, size_t start_row,
                               float *c, size_t rows, size_t depth)
{
    size_t j = 0;
    for (; j + 2 * LANES <= width; j += 2 * LANES) {
        size_t m = 0;
        TILES(8, 2)
        TILES(2, 2)
        TILES(1, 2)
    }
    if (j < width) {
        size_t m = 0;
        TILES(8, 1)
        TILES(1, 1)
    }
}

// Three rows of 16 columns.
NARROW static void multiply_narrow(struct left a, const float *b, size_t width, const float *start, size_t start_row,
                                   float *c, size_t rows, size_t depth)
{
    for (size_t j = 0; j < width; j += LANES) {
        size_t m = 0;
        TILES(3, 1)
        TILES(1, 1)
    }
}

// C = S + A B with B [depth, width] and C [rows, width], width a multiple of 16; a row of S is
// `start_row` after the last, so that 0 adds one row to all, and a missing S is nought.
static void multiply(struct left a, const float *b, size_t width, const float *start, size_t start_row, float *c,
                     size_t rows, size_t depth)
{
    if (IS_WIDE)
        multiply_wide(a, b, width, start, start_row, c, rows, depth);
    else
        multiply_narrow(a, b, width, start, start_row, c, rows, depth);
}

// [real | imaginary] times i, or times -i: [-imaginary | real], [imaginary | -real].
CLONES static void turn(const float *restrict from, size_t rows, size_t columns, float sign, float *restrict to)
{
    for (size_t m = 0; m < rows; m++, from += 2 * columns, to += 2 * columns)
        for (size_t j = 0; j < columns; j++) {
            to[j] = -sign * from[columns + j];
            to[columns + j] = sign * from[j];
        }
}

// A X + S: A [2 P, L], real parts above imaginary ones, X [L, 2 columns] and S [P, 2 columns], real parts left of
// imaginary ones. `turned` is room for as much as X.
static inline void sample(const float *matrix, const float *spectrum, const float *start, size_t rows, size_t cosets,
                   size_t columns, float *turned, float *sampled)
{
    size_t w = 2 * columns;
    turn(spectrum, rows, columns, 1, turned);
    multiply((struct left){ matrix, rows, 1 }, spectrum, w, start, w, sampled, cosets, rows);
    multiply((struct left){ matrix + cosets * rows, rows, 1 }, turned, w, sampled, w, sampled, cosets, rows);
}

// A^H Y. `turned` is room for as much as Y.
static inline void spread_back(const float *matrix, const float *sampled, size_t rows, size_t cosets, size_t columns,
                        float *turned, float *spectrum)
{
    size_t w = 2 * columns;
    turn(sampled, cosets, columns, -1, turned);
    multiply((struct left){ matrix, 1, rows }, sampled, w, NULL, 0, spectrum, rows, cosets);
    multiply((struct left){ matrix + cosets * rows, 1, rows }, turned, w, spectrum, w, spectrum, rows, cosets);
}

#endif
