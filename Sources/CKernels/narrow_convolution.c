#include "narrow_convolution.h"

#include "team.h"

#include <string.h>

// Rows of the target that share one turned copy of the source; sums that fit into registers.
enum { BAND = 16, LANES = 16, BLOCK_MAX = 6, VECTORS_MAX = 8 };

typedef float lanes __attribute__((vector_size(64)));
typedef float loose_lanes __attribute__((vector_size(64), aligned(4)));
typedef int32_t whole_lanes __attribute__((vector_size(64)));

// Sums stay in registers only if every loop over them is gone.
#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))

static int64_t rounded(int64_t count, int64_t unit) { return (count + unit - 1) / unit * unit; }

// Target channels that are summed together: as equal parts as can be, so that no part is left with
// too few sums to keep the multipliers busy.
static int64_t block_of(const ethermap_narrow_shape *s)
{
    int64_t blocks = (s->target_channels + BLOCK_MAX - 1) / BLOCK_MAX;
    return (s->target_channels + blocks - 1) / blocks;
}

// How far the phases' taps reach around a pixel.
typedef struct {
    int64_t above, below, left, right;
} reach;

static reach reach_of(const ethermap_narrow_shape *s)
{
    reach r = {0, 0, 0, 0};
    for (int i = 0; i < s->phase_count; i++) {
        const ethermap_narrow_phase *p = &s->phases[i];
        int64_t below = p->kernel_height - 1 - p->above, right = p->kernel_width - 1 - p->left;
        r.above = p->above > r.above ? p->above : r.above;
        r.left = p->left > r.left ? p->left : r.left;
        r.below = below > r.below ? below : r.below;
        r.right = right > r.right ? right : r.right;
    }
    return r;
}

// Sizes of a thread's room: the turned source, then one row of results.
typedef struct {
    reach around;
    int64_t columns, length, step, room;
} plan;

static plan plan_of(const ethermap_narrow_shape *s)
{
    plan p = {.around = reach_of(s), .columns = rounded(s->width, 4 * LANES)};
    p.length = rounded(p.around.left + p.columns + p.around.right, LANES);
    p.step = (BAND + p.around.above + p.around.below) * p.length;
    p.room = rounded(s->source_channels * p.step
                         + rounded(s->target_channels, block_of(s)) * p.columns, 2 * LANES);
    return p;
}

int ethermap_narrow_is_fast(void)
{
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
    return __builtin_cpu_supports("avx512f") != 0;
#else
    return 0;
#endif
}

size_t ethermap_narrow_weight_count(const ethermap_narrow_shape *s, int phase)
{
    const ethermap_narrow_phase *p = &s->phases[phase];
    return (size_t)(rounded(s->target_channels, block_of(s)) * s->source_channels
                    * p->kernel_height * p->kernel_width);
}

size_t ethermap_narrow_room_count(const ethermap_narrow_shape *s, int threads)
{
    return (size_t)(plan_of(s).room * threads);
}

void ethermap_narrow_pack(const ethermap_narrow_shape *s, int phase, const float *plain,
                          int turned, float *packed)
{
    int64_t taps = s->phases[phase].kernel_height * s->phases[phase].kernel_width;
    int64_t size = block_of(s);
    for (int64_t block = 0; block < s->target_channels; block += size)
        for (int64_t i = 0; i < s->source_channels; i++)
            for (int64_t t = 0; t < taps; t++)
                for (int64_t o = block; o < block + size; o++) {
                    int64_t straight = (o * s->source_channels + i) * taps + t;
                    int64_t other = (i * s->target_channels + o) * taps + taps - 1 - t;
                    *packed++ = o >= s->target_channels ? 0 : plain[turned ? other : straight];
                }
}

typedef struct {
    const ethermap_narrow_shape *shape;
    plan plan;
    const float *source, *packed, *bias;
    int rectifies;
    float *target, *room;
} narrow_work;

// What one call of `row_part` computes: some channels of some columns of one row.
typedef struct {
    const float *rows;
    int64_t sources, source_step, row_step, height, width;
    const float *packed;
    int64_t block;
    const float *bias;
    int rectifies;
    float *result;
    int64_t result_step;
} row_work;

INLINE void row_part(const row_work *w, int count, int vectors)
{
    lanes sums[BLOCK_MAX][VECTORS_MAX];
    UNROLL for (int o = 0; o < count; o++)
        UNROLL for (int v = 0; v < vectors; v++)
            sums[o][v] = (lanes){0};
    const float *packed = w->packed;
    int64_t block = w->block, width = w->width;
    for (int64_t i = 0; i < w->sources; i++)
        for (int64_t ky = 0; ky < w->height; ky++) {
            const float *row = w->rows + i * w->source_step + ky * w->row_step;
            for (int64_t kx = 0; kx < width; kx++) {
                lanes values[VECTORS_MAX];
                UNROLL for (int v = 0; v < vectors; v++)
                    values[v] = *(const loose_lanes *)(row + kx + v * LANES);
                UNROLL for (int o = 0; o < count; o++)
                    UNROLL for (int v = 0; v < vectors; v++)
                        sums[o][v] += values[v] * packed[o];
                packed += block;
            }
        }
    UNROLL for (int o = 0; o < count; o++)
        UNROLL for (int v = 0; v < vectors; v++) {
            lanes value = sums[o][v] + (w->bias ? w->bias[o] : 0.0f);
            if (w->rectifies)
                value = (lanes)((value > 0) & (whole_lanes)value);
            *(loose_lanes *)(w->result + o * w->result_step + v * LANES) = value;
        }
}

// All channels of one row.
INLINE void row_blocks(row_work w, int64_t channels, const float *bias, int64_t columns)
{
    const float *rows = w.rows, *packed = w.packed;
    float *result = w.result;
    int64_t taps = w.sources * w.height * w.width;
    for (int64_t x = 0; x < columns;) {
        int isWide = w.block <= 2 && columns - x >= 8 * LANES;
        for (int64_t o = 0; o < channels; o += w.block) {
            int64_t count = channels - o < w.block ? channels - o : w.block;
            w.rows = rows + x;
            w.packed = packed + o * taps;
            w.bias = bias ? bias + o : 0;
            w.result = result + o * w.result_step + x;
            switch (isWide ? count + BLOCK_MAX : count) {
            case 1: row_part(&w, 1, 4); break;
            case 2: row_part(&w, 2, 4); break;
            case 3: row_part(&w, 3, 4); break;
            case 4: row_part(&w, 4, 4); break;
            case 5: row_part(&w, 5, 4); break;
            case 6: row_part(&w, 6, 4); break;
            case BLOCK_MAX + 1: row_part(&w, 1, 8); break;
            case BLOCK_MAX + 2: row_part(&w, 2, 8); break;
            }
        }
        x += (isWide ? 8 : 4) * LANES;
    }
}

// Sixteen rows of sixteen numbers, turned: four rounds of exchanges, each over twice the distance.
INLINE void turn_square(const float *from, int64_t from_step, float *into, int64_t into_step)
{
    lanes a[LANES], b[LANES];
    for (int r = 0; r < LANES; r++)
        a[r] = *(const loose_lanes *)(from + r * from_step);
#define LOW_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
#define LOW_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define ROUND(x, y, distance)                                                                    \
    for (int r = 0; r < LANES; r++)                                                              \
        if (!(r & distance)) {                                                                   \
            y[r] = __builtin_shufflevector(x[r], x[r + distance], LOW_##distance);               \
            y[r + distance] = __builtin_shufflevector(x[r], x[r + distance], HIGH_##distance);   \
        }
    ROUND(a, b, 1)
    ROUND(b, a, 2)
    ROUND(a, b, 4)
    ROUND(b, a, 8)
    for (int r = 0; r < LANES; r++)
        *(loose_lanes *)(into + r * into_step) = a[r];
}

// From `height` rows of `width` numbers to `width` rows of `height`; the last sixteen of either may
// be turned twice.
INLINE void turn(const float *from, int64_t from_step, int64_t height, int64_t width, float *into,
                 int64_t into_step)
{
    if (height < LANES || width < LANES) {
        for (int64_t r = 0; r < height; r++)
            for (int64_t c = 0; c < width; c++)
                into[c * into_step + r] = from[r * from_step + c];
        return;
    }
    for (int64_t r = 0; r < height; r += LANES) {
        int64_t row = r + LANES <= height ? r : height - LANES;
        for (int64_t c = 0; c < width; c += LANES) {
            int64_t column = c + LANES <= width ? c : width - LANES;
            turn_square(from + row * from_step + column, from_step,
                        into + column * into_step + row, into_step);
        }
    }
}

// Turns the source's rows that a band needs so that each channel's pixels lie side by side.
INLINE void turn_rows(const narrow_work *w, const float *image, int64_t first, int64_t rows,
                      float *turned)
{
    const ethermap_narrow_shape *s = w->shape;
    const plan *p = &w->plan;
    int64_t channels = s->source_channels, left = p->around.left;
    for (int64_t r = 0; r < rows; r++) {
        int64_t y = first + r;
        float *into = turned + r * p->length;
        if (y < 0 || y >= s->height) {
            for (int64_t i = 0; i < channels; i++)
                memset(into + i * p->step, 0, (size_t)p->length * sizeof(float));
            continue;
        }
        for (int64_t i = 0; i < channels; i++) {
            float *row = into + i * p->step;
            for (int64_t x = 0; x < left; x++)
                row[x] = 0;
            for (int64_t x = left + s->width; x < p->length; x++)
                row[x] = 0;
        }
        turn(image + y * s->width * channels, channels, s->width, channels, into + left, p->step);
    }
}

CLONES
static void narrow_band(const narrow_work *w, int64_t image, int64_t first, float *room)
{
    const ethermap_narrow_shape *s = w->shape;
    const plan *p = &w->plan;
    int64_t end = first + BAND < s->height ? first + BAND : s->height;
    int64_t targets = s->target_channels;
    float *result = room + s->source_channels * p->step;
    turn_rows(w, w->source + image * s->height * s->width * s->source_channels,
              first - p->around.above, end - first + p->around.above + p->around.below, room);
    const float *packed = w->packed;
    for (int i = 0; i < s->phase_count; i++) {
        const ethermap_narrow_phase *phase = &s->phases[i];
        float *target = w->target + phase->target_offset + image * s->target_batch;
        for (int64_t y = first; y < end; y++) {
            row_work row = {
                .rows = room + (y - first + p->around.above - phase->above) * p->length
                        + p->around.left - phase->left,
                .sources = s->source_channels, .source_step = p->step, .row_step = p->length,
                .height = phase->kernel_height, .width = phase->kernel_width, .packed = packed,
                .block = block_of(s), .rectifies = w->rectifies, .result = result,
                .result_step = p->columns};
            row_blocks(row, targets, w->bias, p->columns);
            turn(result, p->columns, targets, s->width, target + y * s->target_row,
                 s->target_pixel);
        }
        packed += ethermap_narrow_weight_count(s, i);
    }
}

static void narrow_part(void *data, int part, int parts)
{
    const narrow_work *w = data;
    int64_t bands = (w->shape->height + BAND - 1) / BAND, count = w->shape->batch * bands;
    float *room = w->room + part * w->plan.room;
    int64_t end = team_edge(count, part + 1, parts);
    for (int64_t i = team_edge(count, part, parts); i < end; i++)
        narrow_band(w, i / bands, i % bands * BAND, room);
}

void ethermap_narrow_convolution(const ethermap_narrow_shape *shape, const float *source,
                                 const float *packed, const float *bias, int rectifies,
                                 float *target, float *room, int threads)
{
    narrow_work work = {shape, plan_of(shape), source, packed, bias, rectifies, target, room};
    team_run(threads, narrow_part, &work);
}
