#include "outer_sums.h"

#include <string.h>

#include "elementary.h"

typedef double lanes __attribute__((vector_size(64)));
typedef float singles __attribute__((vector_size(32), aligned(4)));
enum { width_of_lanes = 8 };

#define load(at) __builtin_convertvector(*(const singles *)(at), lanes)

CLONES
void ethermap_outer_sums(const float *real, const float *imaginary, size_t rows, size_t columns, double *sum_real,
                         double *sum_imaginary)
{
    size_t whole = columns / width_of_lanes * width_of_lanes;
    for (size_t i = 0; i < rows; i++) {
        const float *a = real + i * columns, *b = imaginary + i * columns;
        for (size_t j = 0; j <= i; j++) {
            const float *c = real + j * columns, *d = imaginary + j * columns;
            lanes x = {0}, y = {0};
            for (size_t k = 0; k < whole; k += width_of_lanes) {
                lanes p = load(a + k), q = load(b + k), r = load(c + k), s = load(d + k);
                x += p * r;
                y += q * r;
                x += q * s;
                y -= p * s;
            }
            double even = 0, odd = 0;
            for (size_t k = 0; k < width_of_lanes; k++) {
                even += x[k];
                odd += y[k];
            }
            for (size_t k = whole; k < columns; k++) {
                even += (double)a[k] * c[k] + (double)b[k] * d[k];
                odd += (double)b[k] * c[k] - (double)a[k] * d[k];
            }
            sum_real[i * (i + 1) / 2 + j] = even;
            sum_imaginary[i * (i + 1) / 2 + j] = odd;
        }
    }
}

CLONES
void ethermap_outer_sums_by_bin(const float *real, const float *imaginary, size_t rows, size_t width, size_t count,
                                double *restrict sum_real, double *restrict sum_imaginary)
{
    size_t columns = width * count;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j <= i; j++) {
            double *restrict x = sum_real + (i * (i + 1) / 2 + j) * width;
            double *restrict y = sum_imaginary + (i * (i + 1) / 2 + j) * width;
            memset(x, 0, sizeof(double) * width);
            memset(y, 0, sizeof(double) * width);
            for (size_t f = 0; f < count; f++) {
                const float *a = real + i * columns + f * width, *b = imaginary + i * columns + f * width;
                const float *c = real + j * columns + f * width, *d = imaginary + j * columns + f * width;
                for (size_t k = 0; k < width; k++) {
                    x[k] += (double)a[k] * c[k] + (double)b[k] * d[k];
                    y[k] += (double)b[k] * c[k] - (double)a[k] * d[k];
                }
            }
        }
}
