#ifndef CKERNELS_ADAM_H
#define CKERNELS_ADAM_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One step of Adam over `count` parameters (Kingma and Ba 2015, algorithm 1, as PyTorch arranges it).
///
/// first = beta1 first + (1 - beta1) g, second = beta2 second + (1 - beta2) g^2,
/// parameter = decay * parameter - rate * first / (root_scale * sqrt(second) + epsilon), where
/// rate = learning rate / (1 - beta1^t), root_scale = 1 / sqrt(1 - beta2^t), and decay is
/// 1 - learning rate * weight decay (Loshchilov and Hutter 2019).
void ethermap_adam_step(float *parameters, const float *gradients, float *first, float *second,
                        size_t count, float beta1, float beta2, float rate, float root_scale,
                        float epsilon, float decay);

/// Sum of the squares of `count` numbers, in double precision, in a fixed order of sixteen lanes.
double ethermap_sum_of_squares(const float *values, size_t count);

#ifdef __cplusplus
}
#endif

#endif
