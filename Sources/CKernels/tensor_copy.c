#include "spans.h"
#include "team.h"
#include "tensor.h"

typedef struct {
    ethermap_tensor_counts counts;
    const float *from;
    ethermap_tensor_strides from_strides;
    float *to;
    ethermap_tensor_strides to_strides;
    int accumulates;
    const float *mask;
    ethermap_tensor_strides mask_strides;
} copy_work;

static inline int64_t row_offset(ethermap_tensor_counts counts, int64_t row,
                                 ethermap_tensor_strides strides)
{
    int64_t y = row % counts.height, rest = row / counts.height;
    return y * strides.height + rest % counts.depth * strides.depth
           + rest / counts.depth * strides.batch;
}

// A run of adjacent pixels is one long row of channels.
static void join_pixels(copy_work *work)
{
    int64_t channels = work->counts.channels;
    if (work->from_strides.width == channels && work->to_strides.width == channels
        && (!work->mask || work->mask_strides.width == channels)) {
        work->counts.channels = channels * work->counts.width;
        work->counts.width = 1;
    }
}

CLONES
static void copy_rows(const copy_work *w, int64_t begin, int64_t end)
{
    int64_t channels = w->counts.channels, width = w->counts.width;
    for (int64_t row = begin; row < end; row++) {
        const float *from = w->from + row_offset(w->counts, row, w->from_strides);
        float *to = w->to + row_offset(w->counts, row, w->to_strides);
        const float *mask = w->mask ? w->mask + row_offset(w->counts, row, w->mask_strides) : 0;
#define ADD_KEPT(n) \
    SPAN(n, to + c) = KEPT(n, SPAN_OF(n, mask + c) > 0, SPAN(n, to + c) + SPAN_OF(n, from + c))
#define KEEP(n) SPAN(n, to + c) = KEPT(n, SPAN_OF(n, mask + c) > 0, SPAN_OF(n, from + c))
#define ADD(n) SPAN(n, to + c) += SPAN_OF(n, from + c)
#define COPY(n) SPAN(n, to + c) = SPAN_OF(n, from + c)
        for (int64_t x = 0; x < width; x++) {
            if (mask && w->accumulates)
                FOR_SPANS(channels, ADD_KEPT);
            else if (mask)
                FOR_SPANS(channels, KEEP);
            else if (w->accumulates)
                FOR_SPANS(channels, ADD);
            else
                FOR_SPANS(channels, COPY);
            from += w->from_strides.width;
            to += w->to_strides.width;
            if (mask)
                mask += w->mask_strides.width;
        }
    }
}

static void copy_part(void *data, int part, int parts)
{
    const copy_work *w = data;
    int64_t rows = w->counts.batch * w->counts.depth * w->counts.height;
    copy_rows(w, team_edge(rows, part, parts), team_edge(rows, part + 1, parts));
}

void ethermap_tensor_copy(ethermap_tensor_counts counts, const float *from,
                          ethermap_tensor_strides from_strides, float *to,
                          ethermap_tensor_strides to_strides, int accumulates, const float *mask,
                          ethermap_tensor_strides mask_strides, int threads)
{
    copy_work work = {counts, from, from_strides, to, to_strides, accumulates, mask, mask_strides};
    join_pixels(&work);
    team_run(threads, copy_part, &work);
}

#define RECTIFY(n) \
    SPAN(n, to + c) = KEPT(n, SPAN_OF(n, from + c) > 0, SPAN_OF(n, from + c))

CLONES
static void rectify_rows(const copy_work *w, int64_t begin, int64_t end)
{
    for (int64_t row = begin; row < end; row++) {
        const float *from = w->from + row_offset(w->counts, row, w->from_strides);
        float *to = w->to + row_offset(w->counts, row, w->to_strides);
        for (int64_t x = 0; x < w->counts.width; x++) {
            FOR_SPANS(w->counts.channels, RECTIFY);
            from += w->from_strides.width;
            to += w->to_strides.width;
        }
    }
}

static void rectify_part(void *data, int part, int parts)
{
    const copy_work *w = data;
    int64_t rows = w->counts.batch * w->counts.depth * w->counts.height;
    rectify_rows(w, team_edge(rows, part, parts), team_edge(rows, part + 1, parts));
}

void ethermap_tensor_rectify(ethermap_tensor_counts counts, const float *from,
                             ethermap_tensor_strides from_strides, float *to,
                             ethermap_tensor_strides to_strides, int threads)
{
    copy_work work = {counts, from, from_strides, to, to_strides, 0, 0, {0, 0, 0, 0}};
    join_pixels(&work);
    team_run(threads, rectify_part, &work);
}

typedef struct {
    int64_t batch, channels, places, stride;
    const float *from;
    float *to;
} turn_work;

static void gather_part(void *data, int part, int parts)
{
    const turn_work *w = data;
    int64_t begin = team_edge(w->places, part, parts), end = team_edge(w->places, part + 1, parts);
    for (int64_t n = 0; n < w->batch; n++)
        for (int64_t c = 0; c < w->channels; c++) {
            const float *from = w->from + (n * w->channels + c) * w->places;
            float *to = w->to + n * w->places * w->stride + c;
            for (int64_t i = begin; i < end; i++)
                to[i * w->stride] = from[i];
        }
}

void ethermap_tensor_gather(int64_t batch, int64_t channels, int64_t places, const float *planes,
                            float *pixels, int64_t stride, int threads)
{
    turn_work work = {batch, channels, places, stride, planes, pixels};
    team_run(threads, gather_part, &work);
}

static void spread_part(void *data, int part, int parts)
{
    const turn_work *w = data;
    int64_t begin = team_edge(w->places, part, parts), end = team_edge(w->places, part + 1, parts);
    for (int64_t n = 0; n < w->batch; n++)
        for (int64_t c = 0; c < w->channels; c++) {
            const float *from = w->from + n * w->places * w->stride + c;
            float *to = w->to + (n * w->channels + c) * w->places;
            for (int64_t i = begin; i < end; i++)
                to[i] = from[i * w->stride];
        }
}

void ethermap_tensor_spread(int64_t batch, int64_t channels, int64_t places, const float *pixels,
                            int64_t stride, float *planes, int threads)
{
    turn_work work = {batch, channels, places, stride, pixels, planes};
    team_run(threads, spread_part, &work);
}
