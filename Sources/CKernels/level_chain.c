#include "level_chain.h"

#include <math.h>
#include <string.h>

#include "elementary.h"

typedef float lanes __attribute__((vector_size(64)));

static const float octaves_per_neper = 1.44269504089f;
// Bins that the circle is gone on past its end, so that where it began is forgotten.
enum { wrapped_bins = 96 };

// Macros, since a function that returns lanes has another ABI in each clone.
#define all(x) ((float)(x) - (lanes){0})

static inline float total(const lanes *of)
{
    const float *x = (const float *)of;
    float sums[8];
    for (int l = 0; l < 8; l++)
        sums[l] = x[l] + x[l + 8];
    for (int l = 0; l < 4; l++)
        sums[l] += sums[l + 4];
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

static inline int32_t whole_sixteens(int32_t levels) { return (levels + 15) / 16; }

// Forward probabilities and likelihoods of the levels, then of vacant and as before.
size_t ethermap_level_work(int32_t bins, int32_t levels)
{
    size_t wide = 16 * (size_t)whole_sixteens(levels);
    return (size_t)bins * (2 * wide + 4) + 4 * wide + 32;
}

static inline float clipped(float x) { return x < -80.0f ? -80.0f : x; }

// Octaves of likelihood of the power c.
static inline float likelihood(float weight, float z, float v, float c)
{
    float s = v + c;
    return -weight * (binary_logarithm(s) + octaves_per_neper * z / s);
}

static inline __attribute__((always_inline)) void chain(
    const struct ethermap_level_law *law, const struct ethermap_level_evidence *evidence,
    const float *as_before, int32_t bins, const float *levels, int32_t level_count, float *work,
    float *mean, float *variance, float *probability, int follows_change)
{
    struct ethermap_level_law own = *law;
    int32_t wide = whole_sixteens(level_count);
    lanes *base = (lanes *)(((uintptr_t)work + 63) & ~(uintptr_t)63);
    lanes *level = base, *mask = level + wide, *state = mask + wide, *seen = state + wide;
    lanes *forward = seen + (size_t)bins * wide;
    float *rest = (float *)(forward + (size_t)bins * wide);
    // Of each bin: likelihood of vacant and of as before, forward probability of the same.
    for (int32_t j = 0; j < 16 * wide; j++) {
        ((float *)level)[j] = levels[j < level_count ? j : level_count - 1];
        ((float *)mask)[j] = j < level_count ? 1.0f : 0.0f;
    }
    float weight = own.temper * evidence->count;
    for (int32_t m = 0; m < bins; m++) {
        float z = evidence->output[m], v = evidence->interference[m];
        float held = evidence->held_count ? own.temper * evidence->held_count[m] : 0.0f;
        float hz = 0, hv = 1;
        if (held > 0) {
            hz = evidence->held_output[m];
            hv = evidence->held_interference[m];
        }
        float *own_seen = (float *)(seen + (size_t)m * wide);
        float vacant = likelihood(weight, z, v, 0), before = 0;
        if (follows_change) {
            float p = as_before[m], joint[16];
            float known = likelihood(held, hz, hv, p);
            for (int l = 0; l < 16; l++)
                joint[l] = -3e38f;
            for (int32_t j = 0; j < 16 * wide; j += 16)
                for (int l = 0; l < 16; l++) {
                    float c = ((float *)level)[j + l];
                    float now = likelihood(weight, z, v, c);
                    float both = now + (likelihood(held, hz, hv, c) - known);
                    own_seen[j + l] = now;
                    joint[l] = joint[l] > both ? joint[l] : both;
                }
            before = likelihood(weight, z, v, p);
            for (int l = 0; l < 16; l++)
                before = before > joint[l] ? before : joint[l];
        } else if (held > 0) {
            vacant += likelihood(held, hz, hv, 0);
            for (int32_t j = 0; j < 16 * wide; j++) {
                float c = ((float *)level)[j];
                own_seen[j] = likelihood(weight, z, v, c) + likelihood(held, hz, hv, c);
            }
        } else {
            for (int32_t j = 0; j < 16 * wide; j++)
                own_seen[j] = likelihood(weight, z, v, ((float *)level)[j]);
        }
        float most[16], best = vacant;
        for (int l = 0; l < 16; l++)
            most[l] = own_seen[l];
        for (int32_t j = 16; j < 16 * wide; j += 16)
            for (int l = 0; l < 16; l++)
                most[l] = most[l] > own_seen[j + l] ? most[l] : own_seen[j + l];
        for (int l = 0; l < 16; l++)
            best = best > most[l] ? best : most[l];
        if (follows_change)
            best = best > before ? best : before;
        for (int32_t j = 0; j < 16 * wide; j++)
            own_seen[j] = binary_power(clipped(own_seen[j] - best)) * ((float *)mask)[j];
        rest[4 * m] = binary_power(clipped(vacant - best));
        rest[4 * m + 1] = follows_change ? binary_power(clipped(before - best)) : 0.0f;
    }
    float stay = 1.0f - own.leave, share = 1.0f / (float)level_count;
    float change = follows_change ? own.change : 0.0f, settle = follows_change ? own.settle : 0.0f;
    float remain = 1.0f - settle;
    // Forward; the levels' probabilities are kept unnormalised by one bin, and divided in the next.
    int32_t warm = bins < wrapped_bins ? bins : wrapped_bins;
    float vacant = 1.0f, before = follows_change ? 1.0f : 0.0f, levels_sum = 1.0f;
    for (int32_t w = 0; w < wide; w++)
        state[w] = mask[w] * all(share);
    for (int32_t step = -warm; step < bins; step++) {
        int32_t m = step < 0 ? bins + step : step;
        float scale = 1.0f / (vacant + before + levels_sum);
        vacant *= scale;
        before *= scale;
        levels_sum *= scale;
        float changed_to = change * before * 0.5f;
        float to_vacant = remain * (vacant * (1 - own.enter) + levels_sum * own.leave * (1 - own.hop)) + changed_to;
        float to_level = (remain * (vacant * own.enter + levels_sum * own.leave * own.hop) + changed_to) * share;
        float to_before = before * (1 - change) + settle * (vacant + levels_sum);
        lanes keep = all(remain * stay * scale), add = all(to_level), sum = all(0);
        const lanes *likely = seen + (size_t)m * wide;
        for (int32_t w = 0; w < wide; w++) {
            lanes x = (state[w] * keep + add) * likely[w];
            state[w] = x;
            sum += x;
        }
        vacant = to_vacant * rest[4 * m];
        before = to_before * rest[4 * m + 1];
        levels_sum = total(&sum);
        if (step >= 0) {
            memcpy(forward + (size_t)m * wide, state, sizeof(lanes) * (size_t)wide);
            rest[4 * m + 2] = vacant;
            rest[4 * m + 3] = before;
        }
    }
    // Backward, and both together.
    for (int32_t w = 0; w < wide; w++)
        state[w] = mask[w];
    vacant = 1.0f;
    before = follows_change ? 1.0f : 0.0f;
    for (int32_t step = bins + warm - 1; step >= 0; step--) {
        int32_t m = step >= bins ? step - bins : step;
        const lanes *likely = seen + (size_t)m * wide;
        if (step < bins) {
            const lanes *ahead = forward + (size_t)m * wide;
            lanes weights = all(0), firsts = all(0), seconds = all(0);
            for (int32_t w = 0; w < wide; w++) {
                lanes x = ahead[w] * state[w], y = x * level[w];
                weights += x;
                firsts += y;
                seconds += y * level[w];
            }
            float none = rest[4 * m + 2] * vacant, same = rest[4 * m + 3] * before;
            float occupied = total(&weights), first = total(&firsts), second = total(&seconds);
            float norm = 1.0f / (occupied + none + same);
            if (follows_change) {
                mean[m] = (first + same * as_before[m]) * norm;
                probability[m] = 1.0f - same * norm;
            } else {
                float average = first * norm, spread = second * norm - average * average;
                mean[m] = average;
                variance[m] = spread > 0 ? spread : 0;
                probability[m] = occupied * norm;
            }
        }
        lanes sum = all(0);
        for (int32_t w = 0; w < wide; w++) {
            lanes x = state[w] * likely[w];
            state[w] = x;
            sum += x;
        }
        float of_levels = total(&sum), of_vacant = vacant * rest[4 * m], of_before = before * rest[4 * m + 1];
        float scale = 1.0f / (of_levels + of_vacant + of_before);
        of_levels *= scale;
        of_vacant *= scale;
        of_before *= scale;
        float out = own.leave * ((1 - own.hop) * of_vacant + own.hop * share * of_levels);
        lanes keep = all(remain * stay * scale), add = all(remain * out + settle * of_before);
        for (int32_t w = 0; w < wide; w++)
            state[w] = (state[w] * keep + add) * mask[w];
        vacant = remain * ((1 - own.enter) * of_vacant + own.enter * share * of_levels) + settle * of_before;
        before = (1 - change) * of_before + change * 0.5f * (of_vacant + share * of_levels);
    }
}

CLONES
void ethermap_level_chain(const struct ethermap_level_law *law,
                          const struct ethermap_level_evidence *evidence, int32_t bins,
                          const float *levels, int32_t level_count, float *work, float *mean,
                          float *variance, float *occupancy)
{
    chain(law, evidence, 0, bins, levels, level_count, work, mean, variance, occupancy, 0);
}

CLONES
void ethermap_level_change(const struct ethermap_level_law *law,
                           const struct ethermap_level_evidence *evidence, const float *as_before,
                           int32_t bins, const float *levels, int32_t level_count, float *work,
                           float *mean, float *changed)
{
    chain(law, evidence, as_before, bins, levels, level_count, work, mean, 0, changed, 1);
}
