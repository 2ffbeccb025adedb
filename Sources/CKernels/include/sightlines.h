#ifndef CKERNELS_SIGHTLINES_H
#define CKERNELS_SIGHTLINES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Which of `count` places are seen from one over a raster of heights.
///
/// The raster has `columns` x `rows` cells of side 1, row-major, its south-west corner at (0, 0);
/// coordinates are in cells, heights and `z`, `up` in metres. clear[i] is 1 where the straight line
/// from (x, y, z) to (east[i], north[i], up) stays at or above every cell that it crosses; outside
/// the raster nothing stands. Nothing taller than `height_max` does.
void ethermap_sightlines(const float *heights, int32_t columns, int32_t rows, float height_max,
                         float x, float y, float z, const float *east, const float *north,
                         float up, size_t count, uint8_t *clear);

#ifdef __cplusplus
}
#endif

#endif
