// What the kernels on sampled frames share.
#ifndef CKERNELS_SAMPLED_FRAMES_PARTS_H
#define CKERNELS_SAMPLED_FRAMES_PARTS_H

#include "sampled_frames.h"

// Numbers that the kernels ask for, each for itself.
size_t group_descent_scratch(const struct ethermap_sampled_frames *frames);
size_t message_passing_scratch(const struct ethermap_sampled_frames *frames);
size_t exact_posterior_scratch(const struct ethermap_sampled_frames *frames);

// X = p A^H Y of all frames, p [L, columns]; `turned` is room for one frame's samples.
void sampled_frames_shrunk(const struct ethermap_sampled_frames *frames, const float *samples, const double *prior,
                           float *turned, float *spectra);

// Where vectors begin at a line of the cache.
static inline float *aligned(float *scratch) { return (float *)(((size_t)scratch + 63) / 64 * 64); }

#endif
