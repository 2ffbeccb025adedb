#include "sightlines.h"

#include "elementary.h"

// Unrolled before it is vectorised, a loop over the lanes would stay scalar.
#define ABREAST _Pragma("clang loop unroll(disable) vectorize(enable)")

enum { LANES = 16 };

static inline float floor_of(float x) { return __builtin_floorf(x); }
static inline float least(float a, float b) { return a < b ? a : b; }
static inline float greatest(float a, float b) { return a > b ? a : b; }

// A line is cut at the borders of the cells along its longer axis; between two borders it lies in
// one cell or in two, because it moves at most one cell along the other axis. Sixteen lines are
// walked abreast, from the place outwards, until all are blocked or have arrived.
CLONES
void ethermap_sightlines(const float *heights, int32_t columns, int32_t rows, float height_max,
                         float x, float y, float z, const float *east, const float *north,
                         float up, size_t count, uint8_t *clear)
{
    float rise = up - z;
    // Beyond this share of a rising line nothing stands as tall as it.
    float reach = rise > 0.0f ? least((height_max - z) / rise, 1.0f) : 1.0f;
    for (size_t first = 0; first < count; first += LANES) {
        size_t used = count - first < LANES ? count - first : LANES;
        float start[LANES], side[LANES], side_slope[LANES], inverse[LANES], length[LANES];
        float part[LANES], base[LANES], direction[LANES];
        int32_t along[LANES], across[LANES], along_count[LANES], across_count[LANES];
        int32_t blocked[LANES];
        float steps = 0.0f;
        ABREAST
        for (size_t l = 0; l < LANES; l++) {
            size_t i = first + (l < used ? l : 0);
            float dx = east[i] - x;
            float dy = north[i] - y;
            float ax = dx < 0.0f ? -dx : dx;
            float ay = dy < 0.0f ? -dy : dy;
            int is_x = ax >= ay;
            float d = is_x ? dx : dy;
            float a = is_x ? x : y;
            float whole = floor_of(a);
            direction[l] = d < 0.0f ? -1.0f : 1.0f;
            part[l] = d < 0.0f ? whole + 1.0f - a : a - whole;
            start[l] = whole;
            length[l] = is_x ? ax : ay;
            inverse[l] = length[l] > 0.0f ? 1.0f / length[l] : 0.0f;
            side[l] = is_x ? y : x;
            side_slope[l] = is_x ? dy : dx;
            base[l] = length[l] * reach;
            along[l] = is_x ? 1 : columns;
            across[l] = is_x ? columns : 1;
            along_count[l] = is_x ? columns : rows;
            across_count[l] = is_x ? rows : columns;
            blocked[l] = 0;
        }
        for (size_t l = 0; l < LANES; l++) {
            float own = base[l] + part[l];
            steps = own > steps ? own : steps;
        }
        int32_t last = reach < 0.0f ? 0 : (int32_t)steps + 1;
        for (int32_t j = 0; j < last; j++) {
            ABREAST
            for (size_t l = 0; l < LANES; l++) {
                float from = greatest((float)j - part[l], 0.0f);
                float to = least((float)(j + 1) - part[l], length[l]);
                float t0 = from * inverse[l];
                float t1 = to * inverse[l];
                float s0 = side[l] + side_slope[l] * t0;
                float s1 = side[l] + side_slope[l] * t1;
                float r0 = floor_of(s0);
                float r1 = floor_of(s1);
                // Where the line enters the second cell.
                float border = r0 > r1 ? r0 : r1;
                float slope = side_slope[l] != 0.0f ? side_slope[l] : 1.0f;
                float tc = r0 != r1 ? (border - side[l]) / slope : t1;
                tc = least(greatest(tc, t0), t1);
                float z0 = z + rise * t0;
                float zc = z + rise * tc;
                float z1 = z + rise * t1;
                int32_t m = (int32_t)(start[l] + direction[l] * (float)j);
                int32_t n0 = (int32_t)r0;
                int32_t n1 = (int32_t)r1;
                int32_t inside = (m >= 0) & (m < along_count[l]);
                int32_t in0 = inside & (n0 >= 0) & (n0 < across_count[l]);
                int32_t in1 = inside & (n1 >= 0) & (n1 < across_count[l]);
                int32_t at0 = in0 ? m * along[l] + n0 * across[l] : 0;
                int32_t at1 = in1 ? m * along[l] + n1 * across[l] : 0;
                int32_t hit0 = in0 & (heights[at0] > least(z0, zc));
                int32_t hit1 = in1 & (heights[at1] > least(zc, z1));
                blocked[l] |= (from <= base[l]) & (hit0 | hit1);
            }
            if ((j & 3) == 3) {
                int32_t open = 0;
                ABREAST
                for (size_t l = 0; l < LANES; l++) {
                    open += (blocked[l] == 0) & ((float)j - part[l] < base[l]);
                }
                if (open == 0) { break; }
            }
        }
        for (size_t l = 0; l < used; l++) { clear[first + l] = blocked[l] == 0; }
    }
}
