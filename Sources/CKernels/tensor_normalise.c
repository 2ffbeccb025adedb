#include "team.h"
#include "tensor.h"

#include <math.h>

typedef struct {
    int64_t pixels, channels;
    const float *values;
    double *partial;
} sums_work;

CLONES
static void add_pixels(const float *values, int64_t pixels, int64_t channels, double *sums)
{
    for (int64_t i = 0; i < pixels; i++)
        SIDE_BY_SIDE
        for (int64_t c = 0; c < channels; c++)
            sums[c] += values[i * channels + c];
}

static void sums_part(void *data, int part, int parts)
{
    const sums_work *w = data;
    double *sums = w->partial + part * w->channels;
    for (int64_t c = 0; c < w->channels; c++)
        sums[c] = 0;
    int64_t begin = team_edge(w->pixels, part, parts), end = team_edge(w->pixels, part + 1, parts);
    add_pixels(w->values + begin * w->channels, end - begin, w->channels, sums);
}

void ethermap_tensor_column_sums(int64_t pixels, int64_t channels, const float *values,
                                 float *sums, double *partial, int threads)
{
    sums_work work = {pixels, channels, values, partial};
    team_run(threads, sums_part, &work);
    for (int64_t c = 0; c < channels; c++) {
        double sum = 0;
        for (int part = 0; part < threads; part++)
            sum += partial[part * channels + c];
        sums[c] = (float)sum;
    }
}

typedef struct {
    ethermap_tensor_counts counts;
    int64_t groups;
    float epsilon;
    const float *from;
    ethermap_tensor_strides from_strides;
    const float *given;
    ethermap_tensor_strides given_strides;
    const float *scale, *offset;
    int rectifies, accumulates;
    float *to;
    ethermap_tensor_strides to_strides;
    float *moments;
    double *partial;
} normalise_work;

static inline int64_t offset_of(ethermap_tensor_strides s, int64_t n, int64_t z, int64_t y)
{
    return n * s.batch + z * s.depth + y * s.height;
}

// Two passes, so that a large mean does not eat the variance.
static void moments_of(const normalise_work *w, int64_t n, int64_t g)
{
    int64_t in_group = w->counts.channels / w->groups;
    double count = (double)(w->counts.depth * w->counts.height * w->counts.width * in_group);
    double mean = 0, variance = 0;
    for (int pass = 0; pass < 2; pass++) {
        double sum = 0;
        for (int64_t z = 0; z < w->counts.depth; z++)
            for (int64_t y = 0; y < w->counts.height; y++) {
                const float *from
                    = w->from + offset_of(w->from_strides, n, z, y) + g * in_group;
                for (int64_t x = 0; x < w->counts.width; x++, from += w->from_strides.width)
                    for (int64_t c = 0; c < in_group; c++) {
                        double off = from[c] - mean;
                        sum += pass ? off * off : off;
                    }
            }
        if (pass)
            variance = sum / count;
        else
            mean = sum / count;
    }
    float *moments = w->moments + (n * w->groups + g) * 2;
    moments[0] = (float)mean;
    moments[1] = (float)(1 / sqrt(variance + w->epsilon));
}

static void normalise_part(void *data, int part, int parts)
{
    const normalise_work *w = data;
    int64_t in_group = w->counts.channels / w->groups, count = w->counts.batch * w->groups;
    int64_t end = team_edge(count, part + 1, parts);
    for (int64_t i = team_edge(count, part, parts); i < end; i++) {
        int64_t n = i / w->groups, g = i % w->groups;
        moments_of(w, n, g);
        float mean = w->moments[2 * i], inverse = w->moments[2 * i + 1];
        const float *scale = w->scale + g * in_group, *offset = w->offset + g * in_group;
        for (int64_t z = 0; z < w->counts.depth; z++)
            for (int64_t y = 0; y < w->counts.height; y++) {
                const float *from = w->from + offset_of(w->from_strides, n, z, y) + g * in_group;
                float *to = w->to + offset_of(w->to_strides, n, z, y) + g * in_group;
                for (int64_t x = 0; x < w->counts.width; x++) {
                    for (int64_t c = 0; c < in_group; c++) {
                        float value = (from[c] - mean) * inverse * scale[c] + offset[c];
                        to[c] = w->rectifies && value < 0 ? 0 : value;
                    }
                    from += w->from_strides.width;
                    to += w->to_strides.width;
                }
            }
    }
}

void ethermap_tensor_normalise(ethermap_tensor_counts counts, int64_t groups, float epsilon,
                               const float *from, ethermap_tensor_strides from_strides,
                               const float *scale, const float *offset, int rectifies, float *to,
                               ethermap_tensor_strides to_strides, float *moments, int threads)
{
    normalise_work work = {
        .counts = counts, .groups = groups, .epsilon = epsilon, .from = from,
        .from_strides = from_strides, .scale = scale, .offset = offset, .rectifies = rectifies,
        .to = to, .to_strides = to_strides, .moments = moments};
    team_run(threads, normalise_part, &work);
}

// With x' the normalised value, dy' = dy * scale, and means over the group:
// dx = inverse * (dy' - mean(dy') - x' mean(dy' x')).
static void backward_part(void *data, int part, int parts)
{
    const normalise_work *w = data;
    int64_t channels = w->counts.channels, in_group = channels / w->groups;
    int64_t count = w->counts.batch * w->groups, end = team_edge(count, part + 1, parts);
    double members = (double)(w->counts.depth * w->counts.height * w->counts.width * in_group);
    for (int64_t i = team_edge(count, part, parts); i < end; i++) {
        int64_t n = i / w->groups, g = i % w->groups;
        float mean = w->moments[2 * i], inverse = w->moments[2 * i + 1];
        // [channel, 2]: the sums of dy x' and of dy.
        double *sums = w->partial + (n * channels + g * in_group) * 2;
        for (int64_t c = 0; c < 2 * in_group; c++)
            sums[c] = 0;
        for (int64_t z = 0; z < w->counts.depth; z++)
            for (int64_t y = 0; y < w->counts.height; y++) {
                const float *from = w->from + offset_of(w->from_strides, n, z, y) + g * in_group;
                const float *given = w->given + offset_of(w->given_strides, n, z, y) + g * in_group;
                for (int64_t x = 0; x < w->counts.width; x++) {
                    for (int64_t c = 0; c < in_group; c++) {
                        sums[2 * c] += given[c] * ((from[c] - mean) * inverse);
                        sums[2 * c + 1] += given[c];
                    }
                    from += w->from_strides.width;
                    given += w->given_strides.width;
                }
            }
        if (!w->to)
            continue;
        const float *scale = w->scale + g * in_group;
        double along = 0, level = 0;
        for (int64_t c = 0; c < in_group; c++) {
            along += sums[2 * c] * scale[c];
            level += sums[2 * c + 1] * scale[c];
        }
        float along_mean = (float)(along / members), level_mean = (float)(level / members);
        for (int64_t z = 0; z < w->counts.depth; z++)
            for (int64_t y = 0; y < w->counts.height; y++) {
                const float *from = w->from + offset_of(w->from_strides, n, z, y) + g * in_group;
                const float *given = w->given + offset_of(w->given_strides, n, z, y) + g * in_group;
                float *to = w->to + offset_of(w->to_strides, n, z, y) + g * in_group;
                for (int64_t x = 0; x < w->counts.width; x++) {
                    for (int64_t c = 0; c < in_group; c++) {
                        float normal = (from[c] - mean) * inverse;
                        float value = inverse * (given[c] * scale[c] - level_mean - normal * along_mean);
                        to[c] = w->accumulates ? to[c] + value : value;
                    }
                    from += w->from_strides.width;
                    given += w->given_strides.width;
                    to += w->to_strides.width;
                }
            }
    }
}

void ethermap_tensor_normalise_backward(ethermap_tensor_counts counts, int64_t groups,
                                        const float *from, ethermap_tensor_strides from_strides,
                                        const float *to_gradient,
                                        ethermap_tensor_strides to_gradient_strides,
                                        const float *scale, const float *moments,
                                        float *from_gradient,
                                        ethermap_tensor_strides from_gradient_strides,
                                        int accumulates, float *scale_gradient,
                                        float *offset_gradient, double *partial, int threads)
{
    normalise_work work = {
        .counts = counts, .groups = groups, .from = from, .from_strides = from_strides,
        .given = to_gradient, .given_strides = to_gradient_strides, .scale = scale,
        .accumulates = accumulates, .to = from_gradient, .to_strides = from_gradient_strides,
        .moments = (float *)moments, .partial = partial};
    team_run(threads, backward_part, &work);
    for (int64_t c = 0; c < counts.channels; c++) {
        double along = 0, level = 0;
        for (int64_t n = 0; n < counts.batch; n++) {
            along += partial[(n * counts.channels + c) * 2];
            level += partial[(n * counts.channels + c) * 2 + 1];
        }
        scale_gradient[c] = (float)along;
        offset_gradient[c] = (float)level;
    }
}
