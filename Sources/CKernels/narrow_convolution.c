#include "narrow_convolution.h"

#include "team.h"

#include <string.h>

// Rows of the target that share one turned copy of the source.
enum { BAND = 16, LANES = 16, BLOCK_MAX = 6 };

typedef float lanes __attribute__((vector_size(64)));
typedef float loose_lanes __attribute__((vector_size(64), aligned(4)));

#define INLINE static inline __attribute__((always_inline))

static int64_t rounded(int64_t count, int64_t unit) { return (count + unit - 1) / unit * unit; }

// Target channels that are summed together: as equal parts as can be, so that no part is left with
// too few sums to keep the multipliers busy.
static int64_t block_of(const ethermap_narrow_shape *s)
{
    int64_t blocks = (s->target_channels + BLOCK_MAX - 1) / BLOCK_MAX;
    return (s->target_channels + blocks - 1) / blocks;
}

// Columns that are computed, and floats of one turned row.
static int64_t columns(const ethermap_narrow_shape *s) { return rounded(s->width, 4 * LANES); }
static int64_t row_length(const ethermap_narrow_shape *s)
{
    return rounded(columns(s) + s->kernel_width - 1, LANES);
}

int ethermap_narrow_is_fast(void)
{
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
    return __builtin_cpu_supports("avx512f") != 0;
#else
    return 0;
#endif
}

size_t ethermap_narrow_weight_count(const ethermap_narrow_shape *s)
{
    return (size_t)(rounded(s->target_channels, block_of(s)) * s->source_channels * s->kernel_height
                    * s->kernel_width);
}

static int64_t room_of_thread(const ethermap_narrow_shape *s)
{
    int64_t rows = BAND + s->kernel_height - 1;
    return rounded(s->source_channels * rows * row_length(s)
                       + rounded(s->target_channels, block_of(s)) * columns(s), 32);
}

size_t ethermap_narrow_room_count(const ethermap_narrow_shape *s, int threads)
{
    return (size_t)(room_of_thread(s) * threads);
}

void ethermap_narrow_pack(const ethermap_narrow_shape *s, const float *plain, int turned,
                          float *packed)
{
    int64_t taps = s->kernel_height * s->kernel_width, size = block_of(s);
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
    const float *source, *packed, *bias;
    int rectifies;
    float *target, *room;
} narrow_work;

// `count` channels of one row, `vectors` times sixteen columns from `rows` on, into `result`.
INLINE void row_part(const float *rows, int64_t sources, int64_t source_step, int64_t row_step,
                     int64_t height, int64_t width, const float *packed, float *result,
                     int64_t result_step, int64_t block, int count, int vectors)
{
    lanes sums[BLOCK_MAX][8];
    for (int o = 0; o < count; o++)
        for (int v = 0; v < vectors; v++)
            sums[o][v] = (lanes){0};
    for (int64_t i = 0; i < sources; i++)
        for (int64_t ky = 0; ky < height; ky++) {
            const float *row = rows + i * source_step + ky * row_step;
            for (int64_t kx = 0; kx < width; kx++) {
                lanes values[8];
                for (int v = 0; v < vectors; v++)
                    values[v] = *(const loose_lanes *)(row + kx + v * LANES);
                for (int o = 0; o < count; o++)
                    for (int v = 0; v < vectors; v++)
                        sums[o][v] += values[v] * packed[o];
                packed += block;
            }
        }
    for (int o = 0; o < count; o++)
        for (int v = 0; v < vectors; v++)
            *(loose_lanes *)(result + o * result_step + v * LANES) = sums[o][v];
}

// All channels of 64 columns.
INLINE void row_blocks(const ethermap_narrow_shape *s, const float *rows, int64_t source_step,
                       const float *packed, float *result, int64_t result_step)
{
    int64_t block = block_of(s), length = row_length(s);
    int64_t taps = s->source_channels * s->kernel_height * s->kernel_width;
    for (int64_t o = 0; o < s->target_channels; o += block) {
        int64_t left = s->target_channels - o;
        float *into = result + o * result_step;
#define PART(count)                                                                              \
    case count:                                                                                  \
        row_part(rows, s->source_channels, source_step, length, s->kernel_height,                \
                 s->kernel_width, packed, into, result_step, block, count, 4);                   \
        break
        switch (left < block ? left : block) {
            PART(1);
            PART(2);
            PART(3);
            PART(4);
            PART(5);
            PART(6);
        }
#undef PART
        packed += block * taps;
    }
}

// Sixteen pixels of sixteen channels, turned: four rounds of exchanges, each over twice the distance.
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
#undef ROUND
    for (int r = 0; r < LANES; r++)
        *(loose_lanes *)(into + r * into_step) = a[r];
}

// One row of pixels; the last sixteen channels, and pixels, may be turned twice.
INLINE void turn_row(const float *from, int64_t width, int64_t channels, float *into, int64_t step)
{
    if (channels < LANES || width < LANES) {
        for (int64_t x = 0; x < width; x++)
            for (int64_t i = 0; i < channels; i++)
                into[i * step + x] = from[x * channels + i];
        return;
    }
    for (int64_t x = 0; x < width; x += LANES) {
        int64_t x0 = x + LANES <= width ? x : width - LANES;
        for (int64_t i = 0; i < channels; i += LANES) {
            int64_t i0 = i + LANES <= channels ? i : channels - LANES;
            turn_square(from + x0 * channels + i0, channels, into + i0 * step + x0, step);
        }
    }
}

// Turns the source's rows that a band needs so that each channel's pixels lie side by side.
INLINE void turn_rows(const ethermap_narrow_shape *s, const float *image, int64_t first,
                      int64_t rows, float *turned)
{
    int64_t length = row_length(s), channels = s->source_channels;
    int64_t step = (BAND + s->kernel_height - 1) * length;
    for (int64_t r = 0; r < rows; r++) {
        int64_t y = first + r;
        float *into = turned + r * length;
        if (y < 0 || y >= s->height) {
            for (int64_t i = 0; i < channels; i++)
                memset(into + i * step, 0, (size_t)length * sizeof(float));
            continue;
        }
        const float *from = image + y * s->width * channels;
        for (int64_t i = 0; i < channels; i++) {
            float *row = into + i * step;
            for (int64_t x = 0; x < s->left; x++)
                row[x] = 0;
            for (int64_t x = s->left + s->width; x < length; x++)
                row[x] = 0;
        }
        turn_row(from, s->width, channels, into + s->left, step);
    }
}

CLONES
static void narrow_band(const narrow_work *w, int64_t image, int64_t first, float *room)
{
    const ethermap_narrow_shape *s = w->shape;
    int64_t end = first + BAND < s->height ? first + BAND : s->height;
    int64_t length = row_length(s), wide = columns(s), targets = s->target_channels;
    int64_t step = (BAND + s->kernel_height - 1) * length;
    float *result = room + s->source_channels * step;
    turn_rows(s, w->source + image * s->height * s->width * s->source_channels, first - s->above,
              end - first + s->kernel_height - 1, room);
    for (int64_t y = first; y < end; y++) {
        const float *rows = room + (y - first) * length;
        for (int64_t x = 0; x < wide; x += 4 * LANES)
            row_blocks(s, rows + x, step, w->packed, result + x, wide);
        float *target = w->target + (image * s->height + y) * s->width * targets;
        float least = w->rectifies ? 0 : -__builtin_inff();
        for (int64_t o = 0; o < targets; o++) {
            float bias = w->bias ? w->bias[o] : 0;
            for (int64_t x = 0; x < s->width; x++) {
                float value = result[o * wide + x] + bias;
                target[x * targets + o] = value > least ? value : least;
            }
        }
    }
}

static void narrow_part(void *data, int part, int parts)
{
    const narrow_work *w = data;
    int64_t bands = (w->shape->height + BAND - 1) / BAND, count = w->shape->batch * bands;
    float *room = w->room + part * room_of_thread(w->shape);
    int64_t end = team_edge(count, part + 1, parts);
    for (int64_t i = team_edge(count, part, parts); i < end; i++)
        narrow_band(w, i / bands, i % bands * BAND, room);
}

void ethermap_narrow_convolution(const ethermap_narrow_shape *shape, const float *source,
                                 const float *packed, const float *bias, int rectifies,
                                 float *target, float *room, int threads)
{
    narrow_work work = {shape, source, packed, bias, rectifies, target, room};
    team_run(threads, narrow_part, &work);
}
