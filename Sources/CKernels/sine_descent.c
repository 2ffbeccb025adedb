#include "sine_descent.h"

#include <math.h>

#include "adam.h"

// By squares, so that equal steps give equal factors wherever they are computed.
static double power(double base, int64_t exponent)
{
    double result = 1;
    for (; exponent > 0; exponent >>= 1, base *= base)
        if (exponent & 1)
            result *= base;
    return result;
}

void ethermap_sine_descent(const struct ethermap_sine_layers *layers, const struct ethermap_sine_networks *networks,
                           const struct ethermap_sine_adam *adam, const int32_t *passes,
                           const int32_t *begins_with_pass, int32_t passes_max, double floor, double *losses,
                           int32_t *done, float *scratch)
{
    size_t numbers = ethermap_sine_layers_parameters(layers), width = 2 * layers->columns;
    // One network after another: its products alone keep the multipliers busy, and its numbers stay in the
    // cache for all of its passes.
    for (size_t s = 0; s < networks->count; s++) {
        float *parameters = networks->parameters + s * numbers, *gradients = networks->gradients + s * numbers;
        double *own = losses + s * 2 * (size_t)passes_max;
        int32_t pass = 0;
        while (pass < passes[s]) {
            if (pass > 0 || !begins_with_pass[s]) {
                int64_t step = ++networks->steps[s];
                double rate = (double)adam->rate / (1 - power((double)adam->beta1, step));
                double root_scale = 1 / sqrt(1 - power((double)adam->beta2, step));
                ethermap_adam_step(parameters, gradients, networks->first + s * numbers,
                                   networks->second + s * numbers, numbers, adam->beta1, adam->beta2, (float)rate,
                                   (float)root_scale, adam->epsilon, 1);
            }
            ethermap_sine_layers_pass(layers, parameters, networks->matrix,
                                      networks->targets + s * layers->cosets * width,
                                      networks->weights + s * layers->rows, gradients,
                                      networks->spectra + s * layers->rows * width, scratch, own + 2 * pass);
            pass++;
            if (own[2 * pass - 2] + own[2 * pass - 1] < floor)
                break;
        }
        done[s] = pass;
    }
}
