#include "capon_beams.h"

#include <string.h>

#include "elementary.h"

// Eight columns side by side, in double precision: a strong band's 1 / e - p cancels to its noise.
typedef double lanes __attribute__((vector_size(64)));
typedef float singles __attribute__((vector_size(32), aligned(4)));
enum { width = 8 };

// Macros, since a function that returns lanes has another ABI in each clone.
#define all(x) ((double)(x) - (lanes){0})

#define load(at) __builtin_convertvector(*(const singles *)(at), lanes)

static inline size_t stride_of(int32_t columns) { return 16 * (((size_t)columns + 15) / 16); }

CLONES
void ethermap_coset_accumulate(int32_t cosets, int32_t columns, const float *frame_real,
                               const float *frame_imaginary, float forget, float *real,
                               float *imaginary)
{
    size_t stride = stride_of(columns);
    for (int32_t i = 0; i < cosets; i++) {
        const float *a = frame_real + (size_t)i * columns, *b = frame_imaginary + (size_t)i * columns;
        for (int32_t j = 0; j <= i; j++) {
            const float *c = frame_real + (size_t)j * columns, *d = frame_imaginary + (size_t)j * columns;
            size_t at = ((size_t)i * (i + 1) / 2 + j) * stride;
            for (int32_t k = 0; k < columns; k++) {
                real[at + k] = forget * real[at + k] + (a[k] * c[k] + b[k] * d[k]);
                imaginary[at + k] = forget * imaginary[at + k] + (b[k] * c[k] - a[k] * d[k]);
            }
        }
    }
}

// inverse, R and the product of both: full squares; lag sums.
size_t ethermap_capon_work(const struct ethermap_coset_sampler *sampler)
{
    size_t square = (size_t)sampler->cosets * sampler->cosets;
    size_t rows = (size_t)sampler->rows;
    return 2 * width * (6 * square + 2 * (size_t)sampler->cosets + 4 * rows) + 16;
}

// a_l^H X a_l of all rows, X Hermitian in its lower triangle: a DFT of X's sums over equal lags.
static inline __attribute__((always_inline)) void forms(
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

CLONES
void ethermap_capon_beams(const struct ethermap_coset_sampler *sampler, const float *power,
                          float noise, const float *real, const float *imaginary, float scale,
                          float *work, float *output, float *interference, double traces[2])
{
    struct ethermap_coset_sampler s = *sampler;
    int32_t P = s.cosets, L = s.rows, N = s.columns, half = L / 2;
    size_t square = (size_t)P * P, stride = stride_of(N);
    lanes *base = (lanes *)(((uintptr_t)work + 63) & ~(uintptr_t)63);
    lanes *gr = base, *gi = gr + square, *rr = gi + square, *ri = rr + square, *br = ri + square,
          *bi = br + square, *cr = bi + square, *ci = cr + P, *lr = ci + P, *li = lr + L,
          *first = li + L, *second = first + L;
    double sums[2] = {0, 0};
    for (int32_t from = 0; from < N; from += width) {
        int32_t used = N - from < width ? N - from : width;
        // S, by lags: its entry (i, j) is the DFT of the powers at (c_i - c_j) mod L.
        for (int32_t l = 0; l < L; l++) {
            float row[width] = {0};
            memcpy(row, power + (size_t)l * N + from, sizeof(float) * (size_t)used);
            first[l] = load(row);
        }
        lanes share = all(1.0 / P);
        for (int32_t d = 0; d <= half; d++) {
            lanes a = all(0), b = all(0);
            int32_t turn = 0;
            for (int32_t l = 0; l < L; l++) {
                a += first[l] * all(s.cosines[turn]);
                b += first[l] * all(s.sines[turn]);
                turn += d;
                turn -= turn >= L ? L : 0;
            }
            lr[d] = a * share;
            li[d] = b * share;
        }
        for (int32_t i = 0; i < P; i++) {
            for (int32_t j = 0; j < i; j++) {
                int32_t d = s.lags[i * (i - 1) / 2 + j];
                gr[i * P + j] = d <= half ? lr[d] : lr[L - d];
                gi[i * P + j] = d <= half ? li[d] : -li[L - d];
            }
            gr[i * P + i] = lr[0] + all(noise);
            gi[i * P + i] = all(0);
        }
        // Sweeps (Beaton 1964) turn the lower triangle into minus its inverse's.
        for (int32_t j = 0; j < P; j++) {
            lanes d = all(1) / gr[j * P + j];
            for (int32_t a = 0; a < P; a++) {
                if (a > j) {
                    cr[a] = gr[a * P + j];
                    ci[a] = gi[a * P + j];
                } else {
                    cr[a] = gr[j * P + a];
                    ci[a] = -gi[j * P + a];
                }
            }
            for (int32_t a = 0; a < P; a++) {
                if (a == j)
                    continue;
                lanes x = cr[a] * d, y = ci[a] * d;
                for (int32_t b = 0; b <= a; b++) {
                    gr[a * P + b] -= x * cr[b] + y * ci[b];
                    gi[a * P + b] -= y * cr[b] - x * ci[b];
                }
                if (a > j) {
                    gr[a * P + j] = x;
                    gi[a * P + j] = y;
                }
            }
            for (int32_t b = 0; b < j; b++) {
                // The row of the pivot holds the conjugates.
                gr[j * P + b] = cr[b] * d;
                gi[j * P + b] = -ci[b] * d;
            }
            gr[j * P + j] = -d;
        }
        for (int32_t i = 0; i < P; i++)
            for (int32_t j = 0; j <= i; j++) {
                size_t at = ((size_t)i * (i + 1) / 2 + j) * stride + (size_t)from;
                lanes x = load(real + at) * all(scale), y = load(imaginary + at) * all(scale);
                lanes g = -gr[i * P + j], h = -gi[i * P + j];
                rr[i * P + j] = rr[j * P + i] = x;
                ri[i * P + j] = y;
                ri[j * P + i] = -y;
                gr[i * P + j] = gr[j * P + i] = g;
                gi[i * P + j] = h;
                gi[j * P + i] = -h;
            }
        for (int32_t i = 0; i < P; i++) {
            ri[i * P + i] = all(0);
            gi[i * P + i] = all(0);
        }
        // B = S^-1 R, then the lower triangle of B S^-1.
        for (int32_t i = 0; i < P; i++)
            for (int32_t j = 0; j < P; j++) {
                lanes x = all(0), y = all(0);
                for (int32_t k = 0; k < P; k++) {
                    lanes a = gr[i * P + k], b = gi[i * P + k], c = rr[k * P + j], d = ri[k * P + j];
                    x += a * c - b * d;
                    y += a * d + b * c;
                }
                br[i * P + j] = x;
                bi[i * P + j] = y;
            }
        for (int32_t i = 0; i < P; i++)
            for (int32_t j = 0; j <= i; j++) {
                lanes x = all(0), y = all(0);
                for (int32_t k = 0; k < P; k++) {
                    lanes a = br[i * P + k], b = bi[i * P + k], c = gr[k * P + j], d = gi[k * P + j];
                    x += a * c - b * d;
                    y += a * d + b * c;
                }
                rr[i * P + j] = x;
                ri[i * P + j] = y;
            }
        lanes outer = all(0), inner = all(0);
        for (int32_t i = 0; i < P; i++) {
            outer += rr[i * P + i];
            inner += gr[i * P + i];
        }
        for (int32_t k = 0; k < used; k++) {
            sums[0] += outer[k];
            sums[1] += inner[k];
        }
        forms(&s, gr, gi, lr, li, first);
        forms(&s, rr, ri, lr, li, second);
        for (int32_t l = 0; l < L; l++) {
            size_t at = (size_t)l * N + (size_t)from;
            for (int32_t k = 0; k < used; k++) {
                double capon = 1.0 / first[l][k], form = second[l][k];
                // A model that double precision cannot invert lets nothing through but itself.
                if (!(capon > 0 && capon < 1e30))
                    capon = (double)power[at + (size_t)k] + (double)noise;
                double rest = capon - (double)power[at + (size_t)k], least = 1e-6 * capon;
                double out = (form > 0 ? form : 0) * capon * capon;
                output[at + (size_t)k] = (float)(out < 1e30 ? out : 1e30);
                interference[at + (size_t)k] = (float)(rest > least ? rest : least);
            }
        }
    }
    traces[0] = sums[0];
    traces[1] = sums[1];
}
