#include "sampled_frames.h"

#include <string.h>

#include "sampled_frames_parts.h"
#include "wide_product.h"

size_t ethermap_frames_scratch(const struct ethermap_sampled_frames *frames)
{
    size_t most = 2 * frames->columns * (frames->rows + frames->cosets);
    size_t (*const all[])(const struct ethermap_sampled_frames *) = {group_descent_scratch, message_passing_scratch,
                                                                      exact_posterior_scratch};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t own = all[i](frames);
        most = own > most ? own : most;
    }
    return most + LANES;
}

// Adds |x|^2 / F to the powers; gives |x - before|^2 and |x|^2.
CLONES static void add_powers(const float *spectra, const float *before, size_t rows, size_t columns, float share,
                              float *restrict powers, double sums[2])
{
    for (size_t l = 0; l < rows; l++) {
        lanes moved = { 0 }, size = { 0 };
        for (size_t k = 0; k < columns; k += LANES) {
            size_t at = 2 * l * columns + k;
            lanes x = OF(spectra + at), y = OF(spectra + at + columns);
            lanes a = x - OF(before + at), b = y - OF(before + at + columns), power = x * x + y * y;
            moved += a * a + b * b;
            size += power;
            AT(powers + l * columns + k) += share * power;
        }
        sums[0] += (double)sum_of(&moved);
        sums[1] += (double)sum_of(&size);
    }
}

CLONES static double sum_of_squares(const float *values, size_t rows, size_t width)
{
    double total = 0;
    for (size_t m = 0; m < rows; m++) {
        lanes sum = { 0 };
        for (size_t j = 0; j < width; j += LANES)
            sum += OF(values + m * width + j) * OF(values + m * width + j);
        total += (double)sum_of(&sum);
    }
    return total;
}

void ethermap_frames_moments(const struct ethermap_sampled_frames *frames, const float *spectra, const float *before,
                             float *powers, double sums[3], float *scratch)
{
    size_t L = frames->rows, P = frames->cosets, n = frames->columns, w = 2 * n;
    float *turned = aligned(scratch), *residual = turned + L * w;
    memset(powers, 0, sizeof(float) * L * n);
    sums[0] = sums[1] = sums[2] = 0;
    for (size_t f = 0; f < frames->count; f++) {
        const float *x = spectra + f * L * w;
        sample(frames->matrix, x, frames->targets + f * P * w, L, P, n, turned, residual);
        sums[0] += sum_of_squares(residual, P, w);
        add_powers(x, before + f * L * w, L, n, 1.0f / (float)frames->count, powers, sums + 1);
    }
}

CLONES static void scale_rows(const double *prior, size_t rows, size_t columns, float *restrict spectrum)
{
    for (size_t l = 0; l < rows; l++)
        for (size_t k = 0; k < columns; k++) {
            float gain = (float)prior[l * columns + k];
            spectrum[2 * l * columns + k] *= gain;
            spectrum[(2 * l + 1) * columns + k] *= gain;
        }
}

void sampled_frames_shrunk(const struct ethermap_sampled_frames *frames, const float *samples, const double *prior,
                           float *turned, float *spectra)
{
    size_t L = frames->rows, P = frames->cosets, n = frames->columns, w = 2 * n;
    for (size_t f = 0; f < frames->count; f++) {
        spread_back(frames->matrix, samples + f * P * w, L, P, n, turned, spectra + f * L * w);
        scale_rows(prior, L, n, spectra + f * L * w);
    }
}
