#ifndef CKERNELS_NARROW_CONVOLUTION_H
#define CKERNELS_NARROW_CONVOLUTION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One kernel that runs over the source, and where its results go.
typedef struct {
    int64_t kernel_height, kernel_width;
    /// How many rows and columns before its own a result's first tap lies.
    int64_t above, left;
    /// Floats from the target's beginning to the first result.
    int64_t target_offset;
} ethermap_narrow_phase;

/// Convolutions over planes with stride 1, each with as many results as the source has pixels: one,
/// or the four of which a transposed convolution of stride 2 consists.
typedef struct {
    int64_t batch, height, width;
    int64_t source_channels, target_channels;
    /// Floats from one result to the next: of the batch, the row, the pixel.
    int64_t target_batch, target_row, target_pixel;
    int32_t phase_count;
    ethermap_narrow_phase phases[4];
} ethermap_narrow_shape;

/// Whether the processor has the wide registers that make this worth while.
int ethermap_narrow_is_fast(void);

/// Floats of one phase's packed weights, and of the room that a run needs.
size_t ethermap_narrow_weight_count(const ethermap_narrow_shape *shape, int phase);
size_t ethermap_narrow_room_count(const ethermap_narrow_shape *shape, int threads);

/// Packs one phase's weights [target channels, source channels, height, width]; `turned` takes
/// [source channels, target channels, height, width] backwards instead, which makes of a
/// convolution's weights those of its gradient with respect to the source.
void ethermap_narrow_pack(const ethermap_narrow_shape *shape, int phase, const float *plain,
                          int turned, float *packed);

/// target = packed * source + bias (may be null), rectified on request. The source is dense,
/// [batch, height, width, channels]; packed weights lie one phase after the other.
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
