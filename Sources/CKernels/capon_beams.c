#include "capon_beams.h"

#include <string.h>

#include "coset_lanes.h"
#include "elementary.h"

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

CLONES
void ethermap_capon_beams(const struct ethermap_coset_sampler *sampler, const float *power,
                          float noise, const float *real, const float *imaginary, float scale,
                          float *work, float *output, float *interference, double traces[2])
{
    struct ethermap_coset_sampler s = *sampler;
    int32_t P = s.cosets, L = s.rows, N = s.columns;
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
        fill_model(&s, first, noise, lr, li, gr, gi);
        sweep_triangle(P, gr, gi, cr, ci);
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
