#ifndef CKERNELS_SINE_DESCENT_H
#define CKERNELS_SINE_DESCENT_H

#include <stddef.h>
#include <stdint.h>

#include "sine_layers.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Networks of the same sizes, one of each sensor, their numbers one network after another.
struct ethermap_sine_networks {
    /// S: networks.
    size_t count;
    /// What moves: numbers, their gradients, Adam's moments, each [S, numbers].
    float *parameters, *gradients, *first, *second;
    /// Adam's steps so far, [S].
    int64_t *steps;
    /// A, [2 P, L], the same for all.
    const float *matrix;
    /// -Y, [S, P, 2 columns].
    const float *targets;
    /// Weights of the rows, [S, L].
    const float *weights;
    /// X of the last passes, [S, L, 2 columns].
    float *spectra;
};

/// Adam's factors (D. Kingma and J. Ba, ICLR 2015), without weight decay.
struct ethermap_sine_adam {
    float rate, beta1, beta2, epsilon;
};

/// Passes and steps of many networks, each with its own numbers, in one call.
///
/// Network s is passed forth and back `passes[s]` times; before each of its passes but, where
/// `begins_with_pass[s]`, the first, Adam moves it by the gradients of the one before. It ends early after a
/// pass whose losses' sum is below `floor`. `losses`, [S, passes_max, 2], are those of
/// `ethermap_sine_layers_pass`, and `done`, [S], says how many there are. `scratch` is as of one pass.
void ethermap_sine_descent(const struct ethermap_sine_layers *layers, const struct ethermap_sine_networks *networks,
                           const struct ethermap_sine_adam *adam, const int32_t *passes,
                           const int32_t *begins_with_pass, int32_t passes_max, double floor, double *losses,
                           int32_t *done, float *scratch);

#ifdef __cplusplus
}
#endif

#endif
