#ifndef CKERNELS_NARROW_CONVOLUTION_H
#define CKERNELS_NARROW_CONVOLUTION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A convolution over planes with stride 1 whose target is as large as its source.
typedef struct {
    int64_t batch, height, width;
    int64_t source_channels, target_channels;
    int64_t kernel_height, kernel_width;
    /// Zeros before the first row and column.
    int64_t above, left;
} ethermap_narrow_shape;

/// Whether the processor has the wide registers that make this worth while.
int ethermap_narrow_is_fast(void);

/// Floats of the packed weights, and of the room that a run needs.
size_t ethermap_narrow_weight_count(const ethermap_narrow_shape *shape);
size_t ethermap_narrow_room_count(const ethermap_narrow_shape *shape, int threads);

/// Packs weights [target channels, source channels, height, width]; `turned` takes
/// [source channels, target channels, height, width] backwards instead, which makes of a
/// convolution's weights those of its gradient with respect to the source.
void ethermap_narrow_pack(const ethermap_narrow_shape *shape, const float *plain, int turned,
                          float *packed);

/// target = packed * source + bias (may be null), rectified on request; tensors are dense,
/// [batch, height, width, channels].
///
/// Where a library computes sixteen channels side by side, however few there are, this computes
/// sixteen pixels: for 1 or 6 or 20 channels.
void ethermap_narrow_convolution(const ethermap_narrow_shape *shape, const float *source,
                                 const float *packed, const float *bias, int rectifies,
                                 float *target, float *room, int threads);

#ifdef __cplusplus
}
#endif

#endif
