// Covariances of cosets in eight columns side by side, by circular lags.
#ifndef CKERNELS_COSET_LANES_H
#define CKERNELS_COSET_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "capon_beams.h"

// Eight columns side by side, in double precision: a strong band's 1 / e - p cancels to its noise.
typedef double lanes __attribute__((vector_size(64)));
typedef float singles __attribute__((vector_size(32), aligned(4)));
enum { width = 8 };

// Macros, since a function that returns lanes has another ABI in each clone.
#define all(x) ((double)(x) - (lanes){0})

#define load(at) __builtin_convertvector(*(const singles *)(at), lanes)

#define LANES_INLINE static inline __attribute__((always_inline))

// The lower triangle of S = sum_l p_l a_l a_l^H + noise I: its entry (i, j) is the DFT of the powers at
// (c_i - c_j) mod L. Lag sums are [L / 2 + 1].
LANES_INLINE void fill_model(const struct ethermap_coset_sampler *s, const lanes *powers, double noise, lanes *lag_real,
                             lanes *lag_imaginary, lanes *real, lanes *imaginary)
{
    int32_t P = s->cosets, L = s->rows, half = L / 2;
    lanes share = all(1.0 / P);
    for (int32_t d = 0; d <= half; d++) {
        lanes a = all(0), b = all(0);
        int32_t turn = 0;
        for (int32_t l = 0; l < L; l++) {
            a += powers[l] * all(s->cosines[turn]);
            b += powers[l] * all(s->sines[turn]);
            turn += d;
            turn -= turn >= L ? L : 0;
        }
        lag_real[d] = a * share;
        lag_imaginary[d] = b * share;
    }
    for (int32_t i = 0; i < P; i++) {
        for (int32_t j = 0; j < i; j++) {
            int32_t d = s->lags[i * (i - 1) / 2 + j];
            real[i * P + j] = d <= half ? lag_real[d] : lag_real[L - d];
            imaginary[i * P + j] = d <= half ? lag_imaginary[d] : -lag_imaginary[L - d];
        }
        real[i * P + i] = lag_real[0] + all(noise);
        imaginary[i * P + i] = all(0);
    }
}

// Sweeps (Beaton 1964) turn the lower triangle into minus its inverse's; columns are room for one.
LANES_INLINE void sweep_triangle(int32_t P, lanes *real, lanes *imaginary, lanes *column_real, lanes *column_imaginary)
{
    for (int32_t j = 0; j < P; j++) {
        lanes d = all(1) / real[j * P + j];
        for (int32_t a = 0; a < P; a++) {
            if (a > j) {
                column_real[a] = real[a * P + j];
                column_imaginary[a] = imaginary[a * P + j];
            } else {
                column_real[a] = real[j * P + a];
                column_imaginary[a] = -imaginary[j * P + a];
            }
        }
        for (int32_t a = 0; a < P; a++) {
            if (a == j)
                continue;
            lanes x = column_real[a] * d, y = column_imaginary[a] * d;
            for (int32_t b = 0; b <= a; b++) {
                real[a * P + b] -= x * column_real[b] + y * column_imaginary[b];
                imaginary[a * P + b] -= y * column_real[b] - x * column_imaginary[b];
            }
            if (a > j) {
                real[a * P + j] = x;
                imaginary[a * P + j] = y;
            }
        }
        for (int32_t b = 0; b < j; b++) {
            // The row of the pivot holds the conjugates.
            real[j * P + b] = column_real[b] * d;
            imaginary[j * P + b] = -column_imaginary[b] * d;
        }
        real[j * P + j] = -d;
    }
}

// a_l^H X a_l of all rows, X Hermitian in its lower triangle: a DFT of X's sums over equal lags.
LANES_INLINE void forms(
    const struct ethermap_coset_sampler *s, const lanes *real, const lanes *imaginary, lanes *lag_real,
    lanes *lag_imaginary, lanes *out)
{
    int32_t P = s->cosets, L = s->rows, half = L / 2;
    memset(lag_real, 0, sizeof(lanes) * (size_t)(half + 1));
    memset(lag_imaginary, 0, sizeof(lanes) * (size_t)(half + 1));
    lanes diagonal = all(0);
    for (int32_t i = 0; i < P; i++) {
        diagonal += real[i * P + i];
        for (int32_t j = 0; j < i; j++) {
            int32_t d = s->lags[i * (i - 1) / 2 + j];
            if (d <= half) {
                lag_real[d] += real[i * P + j];
                lag_imaginary[d] += imaginary[i * P + j];
            } else {
                lag_real[L - d] += real[i * P + j];
                lag_imaginary[L - d] -= imaginary[i * P + j];
            }
        }
    }
    lanes share = all(1.0 / P), twice = all(2.0 / P);
    diagonal *= share;
    for (int32_t d = 1; d <= half; d++) {
        lag_real[d] *= twice;
        lag_imaginary[d] *= twice;
    }
    for (int32_t l = 0; l < L; l++) {
        lanes sum = diagonal;
        int32_t turn = 0;
        for (int32_t d = 1; d <= half; d++) {
            turn += l;
            turn -= turn >= L ? L : 0;
            sum += lag_real[d] * all(s->cosines[turn]) + lag_imaginary[d] * all(s->sines[turn]);
        }
        out[l] = sum;
    }
}

#endif
