#ifndef CKERNELS_LINK_GEOMETRY_H
#define CKERNELS_LINK_GEOMETRY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Decadic logarithms of the lengths of `count` links that end at one place.
///
/// For each receiver at (east, north, up), with d the distance to the place in three dimensions (at
/// least `least`) and h the distance seen from above: log_distance = log10 d, and
/// cosine_db = max(20 log10(h / d), -limit_db), the pattern of a vertical dipole. Error below 1e-6
/// in the logarithm.
void ethermap_link_geometry(const float *east, const float *north, const float *up, size_t count,
                            float place_east, float place_north, float place_up, float least,
                            float limit_db, float *log_distance, float *cosine_db);

#ifdef __cplusplus
}
#endif

#endif
