// Convolutions through oneDNN's C API: the one place that knows its version.
//
// Tensors are pixels-last: [batch, depth, height, width, channels], dense, aligned to 64 bytes, of
// 32-bit floats (that is oneDNN's nhwc, ndhwc). Weights are plain, [target channels, source
// channels, depth, height, width], or packed, an order of oneDNN's choice. Functions that can fail
// return 0, or a code that `ethermap_dnn_reason` puts into words.
#ifndef ETHERMAP_ONEDNN_ENGINE_H
#define ETHERMAP_ONEDNN_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a convolution computes.
enum {
    /// target = weights * source + bias, then rectified on request.
    ETHERMAP_DNN_FORWARD = 0,
    /// source (its gradient) from target (its gradient) and the weights.
    ETHERMAP_DNN_BACKWARD_DATA = 1,
    /// weights and bias (their gradients) from source and target (its gradient).
    ETHERMAP_DNN_BACKWARD_WEIGHTS = 2,
};

/// A convolution's shape. Sides are given as depth, height, width; two-dimensional ones use the
/// last two.
typedef struct {
    int32_t dimensions;
    int32_t pass;
    /// 1: a forward pass ends with max(0, .).
    int32_t rectifies;
    /// 1: there is a bias (forward), or its gradient is asked for (backward weights).
    int32_t has_bias;
    int32_t threads;
    int64_t batch;
    int64_t source_channels;
    int64_t target_channels;
    int64_t source[3];
    int64_t target[3];
    int64_t kernel[3];
    int64_t stride[3];
    /// Zeros before the first and after the last place of each side; the second may be negative.
    int64_t before[3];
    int64_t after[3];
} ethermap_dnn_shape;

/// A convolution made ready for one shape and one number of threads.
typedef struct ethermap_dnn_convolution ethermap_dnn_convolution;

/// Makes a convolution; `*made` is written only when 0 is returned.
int ethermap_dnn_create(const ethermap_dnn_shape *shape, ethermap_dnn_convolution **made);
void ethermap_dnn_destroy(ethermap_dnn_convolution *convolution);

/// Bytes of the packed weights.
size_t ethermap_dnn_weight_bytes(const ethermap_dnn_convolution *convolution);
/// Bytes of scratch memory that a run needs; any convolutions that do not run at once can share it.
size_t ethermap_dnn_scratch_bytes(const ethermap_dnn_convolution *convolution);
/// oneDNN's name of the implementation it chose, such as "brgconv:avx512_core".
const char *ethermap_dnn_implementation(const ethermap_dnn_convolution *convolution);

/// Says where everything lies; nothing is copied. Bias may be null where there is none.
int ethermap_dnn_bind(ethermap_dnn_convolution *convolution, float *source, float *packed,
                      float *bias, float *target, void *scratch);
/// Packs plain weights into the bound ones.
int ethermap_dnn_pack(ethermap_dnn_convolution *convolution, const float *plain);
/// Unpacks the bound weights (gradients) into plain ones.
int ethermap_dnn_unpack(ethermap_dnn_convolution *convolution, float *plain);
/// Computes.
int ethermap_dnn_run(ethermap_dnn_convolution *convolution);

/// What a code means.
const char *ethermap_dnn_reason(int code);
/// oneDNN's version, such as "2.6.3".
const char *ethermap_dnn_version(void);

/// Memory aligned to 64 bytes, or null; freed by `ethermap_dnn_free`.
void *ethermap_dnn_allocate(size_t bytes);
void ethermap_dnn_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
