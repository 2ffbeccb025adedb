#ifndef CKERNELS_SINE_LAYERS_H
#define CKERNELS_SINE_LAYERS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Sizes of a network of sine layers that stands for a spectrum, and of what was measured of it.
struct ethermap_sine_layers {
    /// L: rows of the input and of the spectrum.
    size_t rows;
    /// Numbers in a row of the input, a multiple of 16.
    size_t inputs;
    /// Width of the hidden layers, a multiple of 16.
    size_t hidden;
    /// Columns of each head, a multiple of 16; those that are not used have no weights.
    size_t columns;
    /// P: rows of what was measured.
    size_t cosets;
    /// What the sines' arguments are multiplied with.
    float omega;
};

/// Numbers of one network: the input z [L, d], W1 [d, h], b1, W2 [h, h], b2, W3 [h, h], b3,
/// W4 [h, 2 columns] and b4 in this order; W4's left half is the real head.
size_t ethermap_sine_layers_parameters(const struct ethermap_sine_layers *layers);

/// Numbers of `scratch` that a pass wants.
size_t ethermap_sine_layers_scratch(const struct ethermap_sine_layers *layers);

/// One pass forth and back:
///
///     S1 = sin(omega (z W1 + b1)), S2 = sin(omega (S1 W2 + b2)), X = (S2 W3 + b3) W4 + b4,
///     losses[0] = sum |A X - Y|^2, losses[1] = sum_l w_l |X_l|
///
/// and the gradient of their sum by every parameter.
///
/// `matrix` is A, [2 P, L], real parts above imaginary ones; `target` is -Y, [P, 2 columns], real parts
/// left of imaginary ones, and so is `spectrum`, [L, 2 columns], where X goes. `weights` are the w_l. A
/// row of noughts has the derivative 0.
void ethermap_sine_layers_pass(const struct ethermap_sine_layers *layers, const float *parameters,
                               const float *matrix, const float *target, const float *weights,
                               float *gradients, float *spectrum, float *scratch,
                               double losses[2]);

/// Sine of omega x and omega times its cosine; the error is below 2e-7 of the amplitude while
/// |omega x| < 10 000.
void ethermap_sine_pairs(const float *values, size_t count, float omega, float *sines,
                         float *slopes);

#ifdef __cplusplus
}
#endif

#endif
