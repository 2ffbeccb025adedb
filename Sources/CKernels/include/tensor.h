#ifndef CKERNELS_TENSOR_H
#define CKERNELS_TENSOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What a network needs besides convolutions, on tensors whose channels lie side by side:
// [batch, depth, height, width, channels] with any strides for all but the channels.
// Every result is the same for the same number of threads.

/// Steps, in floats, from one batch entry, plane, row, pixel to the next.
typedef struct {
    int64_t batch, depth, height, width;
} ethermap_tensor_strides;

/// How many batch entries, planes, rows, pixels, channels.
typedef struct {
    int64_t batch, depth, height, width, channels;
} ethermap_tensor_counts;

/// to = from, or to += from where `accumulates`; where `mask` is there, 0 wherever it is not positive.
void ethermap_tensor_copy(ethermap_tensor_counts counts, const float *from,
                          ethermap_tensor_strides from_strides, float *to,
                          ethermap_tensor_strides to_strides, int accumulates, const float *mask,
                          ethermap_tensor_strides mask_strides, int threads);

/// to = max(0, from).
void ethermap_tensor_rectify(ethermap_tensor_counts counts, const float *from,
                             ethermap_tensor_strides from_strides, float *to,
                             ethermap_tensor_strides to_strides, int threads);

/// From [batch, channels, places], dense, to pixels of `stride` floats.
void ethermap_tensor_gather(int64_t batch, int64_t channels, int64_t places, const float *planes,
                            float *pixels, int64_t stride, int threads);

/// From pixels of `stride` floats to [batch, channels, places], dense.
void ethermap_tensor_spread(int64_t batch, int64_t channels, int64_t places, const float *pixels,
                            int64_t stride, float *planes, int threads);

/// The greatest of each window of `window` places a side (sides of 1 stay). `counts` are those of
/// the result. Where `winners` is there, it takes, densely, which place of its window won: the
/// first of equals, as PyTorch does.
void ethermap_tensor_pool(ethermap_tensor_counts counts, int64_t window_depth, int64_t window,
                          const float *from, ethermap_tensor_strides from_strides, float *to,
                          ethermap_tensor_strides to_strides, int32_t *winners, int threads);

/// Hands each gradient `from` to the winner of its window, 0 to the others; `mask`, of the pooled
/// values, stops those that are not positive. Places beyond the last whole window are not touched.
void ethermap_tensor_unpool(ethermap_tensor_counts counts, int64_t window_depth, int64_t window,
                            const float *from, ethermap_tensor_strides from_strides, float *to,
                            ethermap_tensor_strides to_strides, const int32_t *winners,
                            int accumulates, const float *mask,
                            ethermap_tensor_strides mask_strides, int threads);

/// sums[c] = sum over `pixels` dense pixels; `partial` has room for threads * channels doubles.
void ethermap_tensor_column_sums(int64_t pixels, int64_t channels, const float *values,
                                 float *sums, double *partial, int threads);

/// Group normalisation of each batch entry, Wu and He 2018: y = (x - mean) / sqrt(variance + epsilon)
/// * scale + offset over the channels of a group and all places; then rectified on request.
/// `moments` takes mean and 1 / standard deviation, [batch, groups, 2].
void ethermap_tensor_normalise(ethermap_tensor_counts counts, int64_t groups, float epsilon,
                               const float *from, ethermap_tensor_strides from_strides,
                               const float *scale, const float *offset, int rectifies, float *to,
                               ethermap_tensor_strides to_strides, float *moments, int threads);

/// The gradients of that: `to_gradient` (already masked where it was rectified) gives
/// `from_gradient`; scale's and offset's are written. `partial` has room for
/// batch * channels * 2 doubles.
void ethermap_tensor_normalise_backward(ethermap_tensor_counts counts, int64_t groups,
                                        const float *from, ethermap_tensor_strides from_strides,
                                        const float *to_gradient,
                                        ethermap_tensor_strides to_gradient_strides,
                                        const float *scale, const float *moments,
                                        float *from_gradient,
                                        ethermap_tensor_strides from_gradient_strides,
                                        int accumulates, float *scale_gradient,
                                        float *offset_gradient, double *partial, int threads);

#ifdef __cplusplus
}
#endif

#endif
