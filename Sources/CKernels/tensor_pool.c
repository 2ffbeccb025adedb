#include "spans.h"
#include "team.h"
#include "tensor.h"

typedef struct {
    ethermap_tensor_counts counts;
    int64_t window_depth, window;
    const float *from;
    ethermap_tensor_strides from_strides;
    float *to;
    ethermap_tensor_strides to_strides;
    int32_t *winners;
    int accumulates;
    const float *mask;
    ethermap_tensor_strides mask_strides;
} pool_work;

typedef struct {
    int64_t n, z, y;
} place;

static inline place place_of(ethermap_tensor_counts counts, int64_t row)
{
    int64_t rest = row / counts.height;
    return (place){rest / counts.depth, rest % counts.depth, row % counts.height};
}

static inline int64_t offset(place p, ethermap_tensor_strides s, int64_t deep, int64_t high)
{
    return p.n * s.batch + p.z * deep * s.depth + p.y * high * s.height;
}

static inline int64_t step(const pool_work *w, ethermap_tensor_strides s, int64_t k)
{
    int64_t x = k % w->window, rest = k / w->window;
    return x * s.width + rest % w->window * s.height + rest / w->window * s.depth;
}

// The first place is the best so far.
#define BEGIN(n) SPAN(n, to + c) = SPAN_OF(n, from + c)
#define BEGIN_WINNERS(n)                        \
    do {                                        \
        SPAN(n, to + c) = SPAN_OF(n, from + c); \
        WHOLE(n, winners + c) = (whole##n){0};  \
    } while (0)
#define RIVAL(n)                                                                           \
    do {                                                                                   \
        whole##n wins = SPAN_OF(n, rival + c) > SPAN(n, to + c);                           \
        SPAN(n, to + c) = (span##n)((wins & (whole##n)SPAN_OF(n, rival + c))               \
                                    | (~wins & (whole##n)SPAN(n, to + c)));                \
    } while (0)
#define RIVAL_WINNERS(n)                                                                   \
    do {                                                                                   \
        whole##n wins = SPAN_OF(n, rival + c) > SPAN(n, to + c);                           \
        SPAN(n, to + c) = (span##n)((wins & (whole##n)SPAN_OF(n, rival + c))               \
                                    | (~wins & (whole##n)SPAN(n, to + c)));                \
        WHOLE(n, winners + c) = (wins & k) | (~wins & WHOLE(n, winners + c));              \
    } while (0)

CLONES
static void pool_rows(const pool_work *w, int64_t begin, int64_t end)
{
    int64_t channels = w->counts.channels, width = w->counts.width;
    int64_t places = w->window_depth * w->window * w->window;
    for (int64_t row = begin; row < end; row++) {
        place p = place_of(w->counts, row);
        const float *from = w->from + offset(p, w->from_strides, w->window_depth, w->window);
        float *to = w->to + offset(p, w->to_strides, 1, 1);
        int32_t *winners = w->winners ? w->winners + row * width * channels : 0;
        for (int64_t x = 0; x < width; x++) {
            if (winners) {
                FOR_SPANS(channels, BEGIN_WINNERS);
                for (int32_t k = 1; k < places; k++) {
                    const float *rival = from + step(w, w->from_strides, k);
                    FOR_SPANS(channels, RIVAL_WINNERS);
                }
                winners += channels;
            } else {
                FOR_SPANS(channels, BEGIN);
                for (int64_t k = 1; k < places; k++) {
                    const float *rival = from + step(w, w->from_strides, k);
                    FOR_SPANS(channels, RIVAL);
                }
            }
            from += w->window * w->from_strides.width;
            to += w->to_strides.width;
        }
    }
}

static void pool_part(void *data, int part, int parts)
{
    const pool_work *w = data;
    int64_t rows = w->counts.batch * w->counts.depth * w->counts.height;
    pool_rows(w, team_edge(rows, part, parts), team_edge(rows, part + 1, parts));
}

void ethermap_tensor_pool(ethermap_tensor_counts counts, int64_t window_depth, int64_t window,
                          const float *from, ethermap_tensor_strides from_strides, float *to,
                          ethermap_tensor_strides to_strides, int32_t *winners, int threads)
{
    pool_work work = {counts, window_depth, window, from, from_strides, to, to_strides, winners,
                      0, 0, {0, 0, 0, 0}};
    team_run(threads, pool_part, &work);
}

#define WON(n) (WHOLE_OF(n, winners + c) == k)
#define HAND(n) SPAN(n, share + c) = KEPT(n, WON(n), SPAN_OF(n, from + c))
#define HAND_ADDING(n) SPAN(n, share + c) += KEPT(n, WON(n), SPAN_OF(n, from + c))
#define HAND_KEPT(n) \
    SPAN(n, share + c) = KEPT(n, WON(n) & (SPAN_OF(n, mask + c) > 0), SPAN_OF(n, from + c))
#define HAND_KEPT_ADDING(n) \
    SPAN(n, share + c) += KEPT(n, WON(n) & (SPAN_OF(n, mask + c) > 0), SPAN_OF(n, from + c))

CLONES
static void unpool_rows(const pool_work *w, int64_t begin, int64_t end)
{
    int64_t channels = w->counts.channels, width = w->counts.width;
    int64_t places = w->window_depth * w->window * w->window;
    for (int64_t row = begin; row < end; row++) {
        place p = place_of(w->counts, row);
        const float *from = w->from + offset(p, w->from_strides, 1, 1);
        float *to = w->to + offset(p, w->to_strides, w->window_depth, w->window);
        const float *mask = w->mask ? w->mask + offset(p, w->mask_strides, 1, 1) : 0;
        const int32_t *winners = w->winners + row * width * channels;
        for (int64_t x = 0; x < width; x++) {
            for (int32_t k = 0; k < places; k++) {
                float *share = to + step(w, w->to_strides, k);
                if (mask && w->accumulates)
                    FOR_SPANS(channels, HAND_KEPT_ADDING);
                else if (mask)
                    FOR_SPANS(channels, HAND_KEPT);
                else if (w->accumulates)
                    FOR_SPANS(channels, HAND_ADDING);
                else
                    FOR_SPANS(channels, HAND);
            }
            winners += channels;
            from += w->from_strides.width;
            to += w->window * w->to_strides.width;
            if (mask)
                mask += w->mask_strides.width;
        }
    }
}

static void unpool_part(void *data, int part, int parts)
{
    const pool_work *w = data;
    int64_t rows = w->counts.batch * w->counts.depth * w->counts.height;
    unpool_rows(w, team_edge(rows, part, parts), team_edge(rows, part + 1, parts));
}

void ethermap_tensor_unpool(ethermap_tensor_counts counts, int64_t window_depth, int64_t window,
                            const float *from, ethermap_tensor_strides from_strides, float *to,
                            ethermap_tensor_strides to_strides, const int32_t *winners,
                            int accumulates, const float *mask,
                            ethermap_tensor_strides mask_strides, int threads)
{
    pool_work work = {counts, window_depth, window, from, from_strides, to, to_strides,
                      (int32_t *)winners, accumulates, mask, mask_strides};
    team_run(threads, unpool_part, &work);
}
