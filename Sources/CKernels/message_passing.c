#include <string.h>

#include "sampled_frames_parts.h"
#include "wide_product.h"

size_t message_passing_scratch(const struct ethermap_sampled_frames *frames)
{
    size_t n = frames->columns, w = 2 * n;
    return w * (2 * frames->rows + 2 * frames->cosets) + frames->rows * n + 6 * n + LANES;
}

// The variances' part of a step, the same in all frames: of each column the messages' share and precision
// and what comes in, of each bin the gain.
CLONES static void move_variances(const double *restrict prior, double noise, double damping, size_t rows,
                                  size_t cosets, size_t columns, double *restrict variances, double *restrict spread,
                                  float *restrict outgoing, float *restrict precision, float *restrict incoming,
                                  float *restrict gains)
{
    memset(spread, 0, sizeof(double) * columns);
    for (size_t l = 0; l < rows; l++)
        for (size_t k = 0; k < columns; k++)
            spread[k] += variances[l * columns + k];
    for (size_t k = 0; k < columns; k++) {
        spread[k] /= (double)cosets;
        outgoing[k] = (float)spread[k];
        precision[k] = 1 / ((float)spread[k] + (float)noise);
        incoming[k] = (float)(spread[k] + noise);
    }
    for (size_t l = 0; l < rows; l++)
        for (size_t k = 0; k < columns; k++) {
            double in = spread[k] + noise, gain = prior[l * columns + k] / (prior[l * columns + k] + in);
            variances[l * columns + k] += damping * (gain * in - variances[l * columns + k]);
            gains[l * columns + k] = (float)gain;
        }
}

// s <- (1 - d) s + d (Y - A X + v s) / (v + noise), of A X - Y.
CLONES static void move_messages(const float *restrict residual, const float *restrict outgoing,
                                 const float *restrict precision, float damping, size_t cosets, size_t columns,
                                 float *restrict messages)
{
    for (size_t m = 0; m < 2 * cosets; m++, residual += columns, messages += columns)
        for (size_t k = 0; k < columns; k++) {
            float fresh = precision[k] * (outgoing[k] * messages[k] - residual[k]);
            messages[k] = (1 - damping) * messages[k] + damping * fresh;
        }
}

// X <- (1 - d) X + d g (X + u A^H s).
CLONES static void move_means(const float *restrict back, const float *restrict incoming, const float *restrict gains,
                              float damping, size_t rows, size_t columns, float *restrict means)
{
    for (size_t l = 0; l < rows; l++, gains += columns)
        for (int part = 0; part < 2; part++, back += columns, means += columns)
            for (size_t k = 0; k < columns; k++)
                means[k] += damping * (gains[k] * (means[k] + incoming[k] * back[k]) - means[k]);
}

void ethermap_message_passing(const struct ethermap_sampled_frames *frames, const double *prior, double noise,
                              int32_t steps, float damping, double *variances, float *messages, float *means,
                              float *scratch)
{
    size_t L = frames->rows, P = frames->cosets, n = frames->columns, w = 2 * n;
    float *turned = aligned(scratch), *back = turned + L * w, *residual = back + L * w,
          *turned_samples = residual + P * w, *gains = turned_samples + P * w, *outgoing = gains + L * n,
          *precision = outgoing + n, *incoming = precision + n;
    double *spread = (double *)(void *)(incoming + n);
    for (int32_t step = 0; step < steps; step++) {
        move_variances(prior, noise, (double)damping, L, P, n, variances, spread, outgoing, precision, incoming, gains);
        for (size_t f = 0; f < frames->count; f++) {
            float *mean = means + f * L * w, *message = messages + f * P * w;
            sample(frames->matrix, mean, frames->targets + f * P * w, L, P, n, turned, residual);
            move_messages(residual, outgoing, precision, damping, P, n, message);
            spread_back(frames->matrix, message, L, P, n, turned_samples, back);
            move_means(back, incoming, gains, damping, L, n, mean);
        }
    }
}
