#ifndef CKERNELS_LEVEL_CHAIN_H
#define CKERNELS_LEVEL_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How a power goes along the circle of bins: vacant, or at one of some levels.
struct ethermap_level_law {
    /// Probability that a vacant bin's neighbour is occupied.
    float enter;
    /// Probability that an occupied bin's neighbour is not at its level.
    float leave;
    /// Share of those neighbours that are at another level; the others are vacant.
    float hop;
    /// Exponent of the likelihoods: 1, or less where they are overconfident.
    float temper;
    /// Probability that the neighbour of a bin as before is not as before.
    float change;
    /// Probability that the neighbour of a changed bin is as before.
    float settle;
};

/// What is seen of the bins: output and interference of their beamformers.
struct ethermap_level_evidence {
    /// Output power z, a mean of `count` frames.
    const float *output;
    /// Interference v: z / (v + c) is a mean of `count` exponential variables where c is the power.
    const float *interference;
    float count;
    /// As much that was seen before, each bin with its own number of frames; null if nothing.
    const float *held_output;
    const float *held_interference;
    const float *held_count;
};

/// Floats of work space for some bins and levels.
size_t ethermap_level_work(int32_t bins, int32_t levels);

/// Mean and variance of every bin's power, and the probability that it is not vacant.
///
/// Forward-backward algorithm (Rabiner 1989) over a circle of bins whose power is 0 or one of the
/// `levels`; the likelihood of a power c is exp(-temper n (log(v + c) + z / (v + c))).
void ethermap_level_chain(const struct ethermap_level_law *law,
                          const struct ethermap_level_evidence *evidence, int32_t bins,
                          const float *levels, int32_t level_count, float *work, float *mean,
                          float *variance, float *occupancy);

/// The same where a bin may also be `as_before`; says the probability that it is not.
///
/// The evidence is of the newest frames, and what is held is what was seen before; as before has the
/// likelihood of the one power that fits both best.
void ethermap_level_change(const struct ethermap_level_law *law,
                           const struct ethermap_level_evidence *evidence, const float *as_before,
                           int32_t bins, const float *levels, int32_t level_count, float *work,
                           float *mean, float *changed);

#ifdef __cplusplus
}
#endif

#endif
