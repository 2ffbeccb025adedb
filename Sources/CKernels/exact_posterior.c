#include <string.h>

#include "coset_lanes.h"
#include "elementary.h"
#include "sampled_frames_parts.h"

// Frames whose samples are whitened side by side, so that each element of S^-1 is read once for them.
enum { FRAMES = 4 };

static size_t square_of(size_t cosets) { return cosets * cosets; }

size_t exact_posterior_scratch(const struct ethermap_sampled_frames *frames)
{
    size_t P = frames->cosets, L = frames->rows, w = 2 * frames->columns;
    // Two numbers for each double of a vector.
    size_t vectors = 2 * square_of(P) + 2 * P + 4 * L + 2 * FRAMES * P;
    return w * P * (frames->count + 1) + 2 * width * vectors + 2 * width;
}

// S^-1 y of `count` frames, y and the answer in the layout of samples; M is minus S^-1 and the targets are -Y.
LANES_INLINE void whiten(const lanes *real, const lanes *imaginary, const float *targets, float *whitened, size_t P,
                         size_t columns, lanes *samples, const int count)
{
    size_t w = 2 * columns;
    for (int f = 0; f < count; f++)
        for (size_t p = 0; p < P; p++) {
            const float *at = targets + ((size_t)f * P + p) * w;
            samples[(p * (size_t)count + (size_t)f) * 2] = load(at);
            samples[(p * (size_t)count + (size_t)f) * 2 + 1] = load(at + columns);
        }
    for (size_t i = 0; i < P; i++) {
        lanes x[FRAMES], y[FRAMES];
        for (int f = 0; f < count; f++)
            x[f] = y[f] = all(0);
        for (size_t j = 0; j < P; j++) {
            lanes a = real[i * P + j], b = imaginary[i * P + j];
            for (int f = 0; f < count; f++) {
                lanes c = samples[(j * (size_t)count + (size_t)f) * 2], d = samples[(j * (size_t)count + (size_t)f) * 2 + 1];
                x[f] += a * c;
                y[f] += a * d;
                x[f] -= b * d;
                y[f] += b * c;
            }
        }
        for (int f = 0; f < count; f++) {
            float *at = whitened + ((size_t)f * P + i) * w;
            *(singles *)at = __builtin_convertvector(x[f], singles);
            *(singles *)(at + columns) = __builtin_convertvector(y[f], singles);
        }
    }
}

// The same of eight columns of all frames.
LANES_INLINE void whiten_columns(const struct ethermap_sampled_frames *frames, const lanes *real,
                                 const lanes *imaginary, size_t from, float *whitened, lanes *samples)
{
    size_t P = frames->cosets, n = frames->columns, frame = P * 2 * n, f = 0;
    const float *targets = frames->targets + from;
    whitened += from;
    for (; f + FRAMES <= frames->count; f += FRAMES)
        whiten(real, imaginary, targets + f * frame, whitened + f * frame, P, n, samples, FRAMES);
    for (; f < frames->count; f++)
        whiten(real, imaginary, targets + f * frame, whitened + f * frame, P, n, samples, 1);
}

CLONES static void whiten_frames(const struct ethermap_sampled_frames *frames,
                                 const struct ethermap_coset_sampler *sampler, const double *prior, double noise,
                                 double *variances, float *whitened, lanes *base)
{
    struct ethermap_coset_sampler s = *sampler;
    size_t P = frames->cosets, L = frames->rows, n = frames->columns;
    lanes *real = base, *imaginary = real + P * P, *column_real = imaginary + P * P, *column_imaginary = column_real + P,
          *lag_real = column_imaginary + P, *lag_imaginary = lag_real + L, *powers = lag_imaginary + L,
          *form = powers + L, *samples = form + L;
    for (size_t from = 0; from < n; from += width) {
        for (size_t l = 0; l < L; l++)
            memcpy(&powers[l], prior + l * n + from, sizeof(lanes));
        fill_model(&s, powers, noise, lag_real, lag_imaginary, real, imaginary);
        sweep_triangle((int32_t)P, real, imaginary, column_real, column_imaginary);
        forms(&s, real, imaginary, lag_real, lag_imaginary, form);
        for (size_t l = 0; l < L; l++)
            for (size_t k = 0; k < width; k++) {
                // The form is of minus the inverse.
                double p = powers[l][k], left = p + p * p * form[l][k];
                variances[l * n + from + k] = left > 0 ? left : 0;
            }
        for (size_t i = 0; i < P; i++) {
            imaginary[i * P + i] = all(0);
            for (size_t j = 0; j < i; j++) {
                real[j * P + i] = real[i * P + j];
                imaginary[j * P + i] = -imaginary[i * P + j];
            }
        }
        whiten_columns(frames, real, imaginary, from, whitened, samples);
    }
}

void ethermap_exact_posterior(const struct ethermap_sampled_frames *frames,
                              const struct ethermap_coset_sampler *sampler, const double *prior, double noise,
                              double *variances, float *means, float *scratch)
{
    size_t w = 2 * frames->columns, samples = frames->count * frames->cosets * w;
    float *whitened = aligned(scratch), *turned = whitened + samples, *rest = aligned(turned + frames->cosets * w);
    whiten_frames(frames, sampler, prior, noise, variances, whitened, (lanes *)(void *)rest);
    sampled_frames_shrunk(frames, whitened, prior, turned, means);
}

CLONES static void whiten_alike(const struct ethermap_sampled_frames *frames, const double *precision,
                                float *whitened, lanes *base)
{
    size_t P = frames->cosets;
    lanes *real = base, *imaginary = real + P * P, *samples = imaginary + P * P;
    for (size_t at = 0; at < P * P; at++) {
        real[at] = all(-precision[2 * at]);
        imaginary[at] = all(-precision[2 * at + 1]);
    }
    for (size_t from = 0; from < frames->columns; from += width)
        whiten_columns(frames, real, imaginary, from, whitened, samples);
}

void ethermap_whitened_means(const struct ethermap_sampled_frames *frames, const double *precision,
                             const double *prior, float *means, float *scratch)
{
    size_t w = 2 * frames->columns, samples = frames->count * frames->cosets * w;
    float *whitened = aligned(scratch), *turned = whitened + samples, *rest = aligned(turned + frames->cosets * w);
    whiten_alike(frames, precision, whitened, (lanes *)(void *)rest);
    sampled_frames_shrunk(frames, whitened, prior, turned, means);
}
