#include <math.h>
#include <string.h>

#include "sampled_frames_parts.h"
#include "wide_product.h"

size_t group_descent_scratch(const struct ethermap_sampled_frames *frames)
{
    size_t w = 2 * frames->columns;
    return w * (2 * frames->count * frames->rows + 2 * frames->rows + 2 * frames->cosets) + 4 * frames->rows + LANES;
}

// Z = X + c (X - X'), of all rows of a frame.
CLONES static void extrapolate(const float *restrict now, const float *restrict before, float c, size_t count,
                               float *restrict z)
{
    for (size_t i = 0; i < count; i++)
        z[i] = now[i] + c * (now[i] - before[i]);
}

// X = Z - step G, and the rows' squared norms are added up.
CLONES static void step_down(const float *z, const float *gradient, float step, size_t rows, size_t width, float *next,
                             double *norms)
{
    for (size_t l = 0; l < rows; l++) {
        lanes sum = { 0 };
        for (size_t j = l * width; j < (l + 1) * width; j += LANES) {
            lanes x = OF(z + j) - step * OF(gradient + j);
            AT(next + j) = x;
            sum += x * x;
        }
        norms[l] += (double)sum_of(&sum);
    }
}

// Scales the rows; adds up <Z - X, X - X'>, |X - X'|^2 and |X|^2.
CLONES static void shrink(float *next, const float *now, const float *z, const float *factors, size_t rows,
                          size_t width, double sums[3])
{
    for (size_t l = 0; l < rows; l++) {
        lanes inner = { 0 }, moved = { 0 }, size = { 0 };
        for (size_t j = l * width; j < (l + 1) * width; j += LANES) {
            lanes x = factors[l] * OF(next + j), change = x - OF(now + j);
            AT(next + j) = x;
            inner += (OF(z + j) - x) * change;
            moved += change * change;
            size += x * x;
        }
        sums[0] += (double)sum_of(&inner);
        sums[1] += (double)sum_of(&moved);
        sums[2] += (double)sum_of(&size);
    }
}

int32_t ethermap_group_descent(const struct ethermap_sampled_frames *frames, const float *thresholds, float step,
                               int32_t iterations, double tolerance, float *spectra, float *scratch)
{
    size_t L = frames->rows, P = frames->cosets, n = frames->columns, w = 2 * n, plane = L * w, F = frames->count;
    float *z = aligned(scratch), *now = spectra, *next = z + F * plane, *turned = next + F * plane,
          *gradient = turned + plane, *residual = gradient + plane, *turned_residual = residual + P * w;
    double *norms = (double *)(void *)(turned_residual + P * w);
    float *factors = (float *)(void *)(norms + L);
    memcpy(next, now, sizeof(float) * F * plane);
    double momentum = 1;
    float carried = 0;
    int32_t used = 0;
    while (used < iterations) {
        used++;
        memset(norms, 0, sizeof(double) * L);
        for (size_t f = 0; f < F; f++) {
            // What `next` holds is the spectrum before, until its place is wanted.
            extrapolate(now + f * plane, next + f * plane, carried, plane, z + f * plane);
            sample(frames->matrix, z + f * plane, frames->targets + f * P * w, L, P, n, turned, residual);
            spread_back(frames->matrix, residual, L, P, n, turned_residual, gradient);
            step_down(z + f * plane, gradient, 2 * step, L, w, next + f * plane, norms);
        }
        for (size_t l = 0; l < L; l++) {
            double norm = sqrt(norms[l]);
            factors[l] = norm > (double)thresholds[l] ? (float)(1 - (double)thresholds[l] / norm) : 0;
        }
        double sums[3] = {0, 0, 0};
        for (size_t f = 0; f < F; f++)
            shrink(next + f * plane, now + f * plane, z + f * plane, factors, L, w, sums);
        // Restart where the momentum points uphill.
        if (sums[0] > 0)
            momentum = 1;
        double following = (1 + sqrt(1 + 4 * momentum * momentum)) / 2;
        carried = (float)((momentum - 1) / following);
        momentum = following;
        float *swap = now;
        now = next;
        next = swap;
        if (sums[1] <= tolerance * tolerance * sums[2] || sums[2] == 0)
            break;
    }
    if (now != spectra)
        memcpy(spectra, now, sizeof(float) * F * plane);
    return used;
}
