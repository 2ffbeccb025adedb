#include "emitter_fit.h"

#include "elementary.h"

static const float decibels_per_octave = 3.01029995664f;
static const float octaves_per_decibel = 0.33219280949f;
static const float octaves_per_nat = 1.44269504089f;
static const float nats_per_octave = 0.69314718056f;

struct class_fit {
    float density;
    float residual;
    float share;
    float variance;
};

static inline struct class_fit fit_of(float power, float variance, float background, float spread,
                                      float received, float fading)
{
    struct class_fit fit;
    float total = background + power;
    float reciprocal = 1.0f / total;
    fit.share = power * reciprocal;
    fit.variance = fit.share * fit.share * variance + spread * reciprocal * reciprocal + fading;
    fit.residual = received - decibels_per_octave * binary_logarithm(total);
    float exponent = -0.5f * octaves_per_nat * fit.residual * fit.residual / fit.variance;
    // 1.32575 octaves are log2 of the root of 2 pi.
    fit.density = binary_power(exponent - 1.32574806474f - 0.5f * binary_logarithm(fit.variance));
    return fit;
}

CLONES
void ethermap_emitter_likelihood(const float *slopes, const uint8_t *clear,
                                 const float *background, const float *spread,
                                 const float *received, const float *fading, const float *weights,
                                 size_t count, const struct ethermap_emitter_law *law,
                                 double out[3])
{
    struct ethermap_emitter_law own = *law;
    float sum[16] = {0}, pull[16] = {0}, curve[16] = {0};
    double sums = 0, pulls = 0, curves = 0;
    for (size_t first = 0; first < count; first += 16) {
        size_t used = count - first < 16 ? count - first : 16;
        for (size_t l = 0; l < 16; l++) {
            size_t i = l < used ? first + l : first;
            float weight = l < used ? weights[i] : 0.0f;
            float power_clear = binary_power(octaves_per_decibel * (own.level[0] - own.exponent[0] * slopes[i]));
            float power_blocked = binary_power(octaves_per_decibel * (own.level[1] - own.exponent[1] * slopes[i]));
            struct class_fit a = fit_of(power_clear, own.variance[0], background[i], spread[i], received[i], fading[i]);
            struct class_fit b = fit_of(power_blocked, own.variance[1], background[i], spread[i], received[i], fading[i]);
            int is_clear = clear[i] != 0;
            float share_a = is_clear ? 1.0f - own.error_share[0] : own.error_share[1];
            float residual = is_clear ? a.residual : b.residual;
            float part_a = share_a * a.density;
            float part_b = (1.0f - share_a) * b.density;
            float density = part_a + part_b + own.spike_density + (residual > 0.0f ? own.raised_density : 0.0f);
            float gain_a = weight * part_a / density * a.share / a.variance;
            float gain_b = weight * part_b / density * b.share / b.variance;
            sum[l] += weight * binary_logarithm(density);
            pull[l] += gain_a * a.residual + gain_b * b.residual;
            curve[l] += gain_a * a.share + gain_b * b.share;
        }
    }
    for (size_t l = 0; l < 16; l++) {
        sums += sum[l];
        pulls += pull[l];
        curves += curve[l];
    }
    out[0] = nats_per_octave * sums;
    out[1] = pulls;
    out[2] = curves;
}

CLONES
void ethermap_emitter_power(const float *slopes, const uint8_t *clear, size_t count,
                            const struct ethermap_emitter_law *law, float *power, float *spread)
{
    struct ethermap_emitter_law own = *law;
    for (size_t i = 0; i < count; i++) {
        float level = clear[i] ? own.level[0] - own.exponent[0] * slopes[i]
                               : own.level[1] - own.exponent[1] * slopes[i];
        float value = binary_power(octaves_per_decibel * level);
        power[i] = value;
        spread[i] = value * value * (clear[i] ? own.variance[0] : own.variance[1]);
    }
}

CLONES
void ethermap_link_slopes(const float *east, const float *north, float up, size_t count,
                          float place_east, float place_north, float place_up, float *slopes)
{
    float z2 = (up - place_up) * (up - place_up);
    for (size_t i = 0; i < count; i++) {
        float x = east[i] - place_east;
        float y = north[i] - place_north;
        float d2 = x * x + y * y + z2;
        d2 = d2 < 1.0f ? 1.0f : d2;
        slopes[i] = 0.5f * decibels_per_octave * binary_logarithm(d2) - 20.0f;
    }
}

CLONES
void ethermap_emitter_screen(const float *restrict rows, const int32_t *restrict row, int32_t class_stride,
                             const float *restrict offset, const int32_t *restrict block, const uint32_t *restrict seen,
                             const float *restrict east, const float *restrict north, float up, float place_east,
                             float place_north, float place_up, const float level[2],
                             const float exponent[2], float shift_max, size_t count,
                             int32_t *restrict scratch, float scores[ethermap_screened_powers])
{
    float level_clear = level[0], level_blocked = level[1];
    float exponent_clear = exponent[0], exponent_blocked = exponent[1];
    float z2 = (up - place_up) * (up - place_up);
    for (size_t i = 0; i < count; i++) {
        float x = east[i] - place_east;
        float y = north[i] - place_north;
        float d2 = x * x + y * y + z2;
        d2 = d2 < 1.0f ? 1.0f : d2;
        float slope = 0.5f * decibels_per_octave * binary_logarithm(d2) - 20.0f;
        int32_t is_clear = (seen[block[i] >> 5] >> (block[i] & 31)) & 1;
        float steps = is_clear ? level_clear - exponent_clear * slope
                               : level_blocked - exponent_blocked * slope;
        steps += offset[i] + 0.5f;
        steps = steps < 0.0f ? 0.0f : steps;
        steps = steps > shift_max ? shift_max : steps;
        scratch[i] = row[i] + (is_clear ? 0 : class_stride) + (int32_t)steps;
    }
    float even[ethermap_screened_powers] = {0}, odd[ethermap_screened_powers] = {0};
    size_t i = 0;
    for (; i + 1 < count; i += 2) {
        const float *a = rows + scratch[i];
        const float *b = rows + scratch[i + 1];
        for (int p = 0; p < ethermap_screened_powers; p++) {
            even[p] += a[p];
            odd[p] += b[p];
        }
    }
    if (i < count) {
        const float *a = rows + scratch[i];
        for (int p = 0; p < ethermap_screened_powers; p++) { even[p] += a[p]; }
    }
    for (int p = 0; p < ethermap_screened_powers; p++) { scores[p] += even[p] + odd[p]; }
}
