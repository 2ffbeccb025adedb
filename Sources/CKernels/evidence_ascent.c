#include "evidence_ascent.h"

#include <string.h>

#include "elementary.h"
#include "hermitian_planes.h"

struct room {
    struct planes inverse, target, half, fitted;
    // cos and sin of 2 pi d l / L for d, l = 0..L/2, both tables symmetric, [L/2 + 1, steps].
    double *cosines, *sines;
    // p_l and p_(L - l) for l = 0..L/2, the latter nought where both are one row.
    double *up, *down;
    // S at the lags 0..<L, and a nought for what pads a row; the last round's.
    double *lag_real, *lag_imaginary, *before_real, *before_imaginary;
    double *sum_real, *sum_imaginary, *even, *odd, *even_fitted, *odd_fitted;
    // The row of a pivot.
    double *row_real, *row_imaginary;
    // Which lag each element of S has, [P, stride].
    int32_t *index;
    // Elements below the diagonal by lag: those of the lag d = 1..L/2 from starts[2d] on, those of L - d
    // from starts[2d + 1] on.
    int32_t *starts, *places;
};

// So many numbers from what is used on; nowhere where only the size is asked for.
static double *take(double *base, size_t *used, size_t count)
{
    size_t at = *used;
    *used += padded(count);
    return base ? base + at : NULL;
}

// Where everything lies in the work space; returns how large it is.
static size_t arrange(const struct ethermap_coset_sampler *s, double *work, struct room *r)
{
    size_t P = (size_t)s->cosets, L = (size_t)s->rows, half = L / 2, stride = padded(P), steps = padded(half + 1);
    double *base = (double *)(((uintptr_t)work + 63) & ~(uintptr_t)63);
    size_t used = 0;
#define TAKE(count) take(base, &used, count)
    struct planes *const all_planes[] = {&r->inverse, &r->target, &r->half, &r->fitted};
    for (int i = 0; i < 4; i++) {
        all_planes[i]->real = TAKE(P * stride);
        all_planes[i]->imaginary = TAKE(P * stride);
    }
    r->cosines = TAKE((half + 1) * steps);
    r->sines = TAKE((half + 1) * steps);
    double **const vectors[] = {&r->up,   &r->down, &r->sum_real,    &r->sum_imaginary,
                                &r->even, &r->odd,  &r->even_fitted, &r->odd_fitted};
    for (int i = 0; i < 8; i++)
        *vectors[i] = TAKE(steps);
    double **const lags[] = {&r->lag_real, &r->lag_imaginary, &r->before_real, &r->before_imaginary};
    for (int i = 0; i < 4; i++)
        *lags[i] = TAKE(L + 1);
    r->row_real = TAKE(stride);
    r->row_imaginary = TAKE(stride);
    r->index = (int32_t *)(void *)TAKE((P * stride + 1) / 2);
    r->starts = (int32_t *)(void *)TAKE(half + 2);
    r->places = (int32_t *)(void *)TAKE(P * P / 4 + 1);
#undef TAKE
    return used + width;
}

size_t ethermap_evidence_work(const struct ethermap_coset_sampler *sampler)
{
    struct room r;
    return arrange(sampler, NULL, &r);
}

static void fill_tables(const struct ethermap_coset_sampler *s, struct room *r)
{
    int32_t P = s->cosets, L = s->rows, half = L / 2;
    size_t stride = padded((size_t)P), steps = padded((size_t)half + 1);
    memset(r->cosines, 0, sizeof(double) * (size_t)(half + 1) * steps);
    memset(r->sines, 0, sizeof(double) * (size_t)(half + 1) * steps);
    for (int32_t d = 0; d <= half; d++) {
        int32_t turn = 0;
        for (int32_t l = 0; l <= half; l++) {
            r->cosines[(size_t)d * steps + (size_t)l] = s->cosines[turn];
            r->sines[(size_t)d * steps + (size_t)l] = s->sines[turn];
            turn += d;
            turn -= turn >= L ? L : 0;
        }
    }
    for (size_t at = 0; at < (size_t)P * stride; at++)
        r->index[at] = L;
    memset(r->starts, 0, sizeof(int32_t) * (size_t)(2 * half + 4));
    for (int32_t i = 0; i < P; i++) {
        r->index[(size_t)i * stride + (size_t)i] = 0;
        for (int32_t j = 0; j < i; j++) {
            int32_t d = s->lags[i * (i - 1) / 2 + j];
            r->index[(size_t)i * stride + (size_t)j] = d;
            r->index[(size_t)j * stride + (size_t)i] = d ? L - d : 0;
            r->starts[d <= half ? 2 * d + 1 : 2 * (L - d) + 2]++;
        }
    }
    for (int32_t k = 1; k <= 2 * half + 2; k++)
        r->starts[k] += r->starts[k - 1];
    // Filling moves each start to the next one's, from the end back to the beginning.
    for (int32_t i = 0; i < P; i++)
        for (int32_t j = 0; j < i; j++) {
            int32_t d = s->lags[i * (i - 1) / 2 + j];
            int32_t *end = &r->starts[d <= half ? 2 * d + 1 : 2 * (L - d) + 2];
            r->places[--*end] = (int32_t)((size_t)i * stride + (size_t)j);
        }
    for (int32_t k = 0; k < 2 * half + 2; k++)
        r->starts[k] = r->starts[k + 1];
    r->starts[2 * half + 2] = P * (P - 1) / 2;
}

// The DFT of the powers at all lags: S's entries by their lags, over P.
INLINE void spread_lags(struct room *r, size_t L, size_t steps, double share, double noise)
{
    size_t half = L / 2;
    for (size_t v = 0; v < steps; v += width) {
        lanes a = all(0), b = all(0);
        for (size_t l = 0; l <= half; l++) {
            a += all(r->up[l] + r->down[l]) * OF(r->cosines + l * steps + v);
            b += all(r->up[l] - r->down[l]) * OF(r->sines + l * steps + v);
        }
        AT(r->sum_real + v) = a * all(share);
        AT(r->sum_imaginary + v) = b * all(share);
    }
    for (size_t d = 0; d <= half; d++) {
        r->lag_real[d] = r->sum_real[d];
        r->lag_imaginary[d] = r->sum_imaginary[d];
    }
    for (size_t d = half + 1; d < L; d++) {
        r->lag_real[d] = r->sum_real[L - d];
        r->lag_imaginary[d] = -r->sum_imaginary[L - d];
    }
    r->lag_real[0] += noise;
    r->lag_imaginary[0] = 0;
    r->lag_real[L] = r->lag_imaginary[L] = 0;
}

// Minus the inverse of the matrix whose entries are given by lags.
INLINE int invert_lags(struct room *r, const double *lag_real, const double *lag_imaginary, size_t P,
                       const size_t stride)
{
    for (size_t at = 0; at < P * stride; at++) {
        r->inverse.real[at] = lag_real[r->index[at]];
        r->inverse.imaginary[at] = lag_imaginary[r->index[at]];
    }
    return invert(r->inverse, r->row_real, r->row_imaginary, P, stride);
}

// Even and odd parts in l of `sign` P a_l^H M a_l: a DFT of M's sums over equal lags. Returns M's trace.
INLINE double forms(struct room *r, struct planes m, size_t P, size_t stride, size_t half, size_t steps, double sign,
                    double *even, double *odd)
{
    double trace = 0;
    for (size_t i = 0; i < P; i++)
        trace += m.real[i * stride + i];
    // The pairs of one lag that is nought: offsets that are one and the same.
    double a0 = 0;
    for (int32_t k = r->starts[0]; k < r->starts[2]; k++)
        a0 += m.real[r->places[k]];
    for (size_t d = 1; d <= half; d++) {
        double a = 0, b = 0;
        int32_t k = r->starts[2 * d], middle = r->starts[2 * d + 1], end = r->starts[2 * d + 2];
        for (; k < middle; k++) {
            a += m.real[r->places[k]];
            b += m.imaginary[r->places[k]];
        }
        for (; k < end; k++) {
            a += m.real[r->places[k]];
            b -= m.imaginary[r->places[k]];
        }
        r->sum_real[d] = 2 * sign * a;
        r->sum_imaginary[d] = 2 * sign * b;
    }
    for (size_t v = 0; v < steps; v += width) {
        lanes a = all(sign * (trace + 2 * a0)), b = all(0);
        for (size_t d = 1; d <= half; d++) {
            a += all(r->sum_real[d]) * OF(r->cosines + d * steps + v);
            b += all(r->sum_imaginary[d]) * OF(r->sines + d * steps + v);
        }
        AT(even + v) = a;
        AT(odd + v) = b;
    }
    return sign * trace;
}

// The fixed point's step; the largest power, and the largest change of one.
INLINE void move_powers(double *powers, const double *explained, const double *explained_odd, const double *expected,
                        const double *expected_odd, double sign, size_t steps, lanes *largest, lanes *change)
{
    for (size_t l = 0; l < steps; l += width) {
        lanes above = OF(explained + l) + all(sign) * OF(explained_odd + l);
        lanes below = OF(expected + l) + all(sign) * OF(expected_odd + l);
        lanes power = OF(powers + l), next = power * above / __builtin_elementwise_max(below, all(1e-300));
        *change = __builtin_elementwise_max(*change, __builtin_elementwise_abs(next - power));
        *largest = __builtin_elementwise_max(*largest, next);
        AT(powers + l) = next;
    }
}

INLINE double most(const lanes *values)
{
    double most = 0;
    for (int i = 0; i < width; i++)
        most = (*values)[i] > most ? (*values)[i] : most;
    return most;
}

INLINE int32_t ascend(const struct ethermap_coset_sampler *s, const struct ethermap_ascent_limits *limits,
                      struct room *r, double *noise, int *is_found, const size_t stride)
{
    size_t P = (size_t)s->cosets, L = (size_t)s->rows, half = L / 2, steps = padded(half + 1);
    int32_t used = 0;
    *is_found = 0;
    for (int32_t round = 0; round <= limits->iterations; round++) {
        double *swap = r->before_real;
        r->before_real = r->lag_real;
        r->lag_real = swap;
        swap = r->before_imaginary;
        r->before_imaginary = r->lag_imaginary;
        r->lag_imaginary = swap;
        spread_lags(r, L, steps, 1.0 / (double)P, *noise);
        if (!invert_lags(r, r->lag_real, r->lag_imaginary, P, stride)) {
            // Back to the last one.
            if (*is_found)
                invert_lags(r, r->before_real, r->before_imaginary, P, stride);
            break;
        }
        *is_found = 1;
        if (round == limits->iterations)
            break;
        used = round + 1;
        multiply(r->inverse, r->target, r->half, P, stride, 0);
        multiply(r->half, r->inverse, r->fitted, P, stride, 1);
        double expected = forms(r, r->inverse, P, stride, half, steps, -1, r->even, r->odd);
        double explained = forms(r, r->fitted, P, stride, half, steps, 1, r->even_fitted, r->odd_fitted);
        lanes largest = all(0), change = all(0);
        move_powers(r->up, r->even_fitted, r->odd_fitted, r->even, r->odd, 1, steps, &largest, &change);
        move_powers(r->down, r->even_fitted, r->odd_fitted, r->even, r->odd, -1, steps, &largest, &change);
        if (limits->learns_noise) {
            double next = *noise + *noise * *noise * (explained - expected) / (double)P;
            *noise = next > limits->noise_floor ? next : limits->noise_floor;
        }
        if (most(&change) <= limits->tolerance * most(&largest))
            break;
    }
    return used;
}

CLONES
int32_t ethermap_evidence_ascent(const struct ethermap_coset_sampler *sampler,
                                 const struct ethermap_ascent_limits *limits, const double *covariance,
                                 double *powers, double *noise, double *precision, double *work)
{
    struct room r;
    size_t P = (size_t)sampler->cosets, L = (size_t)sampler->rows, half = L / 2, steps = padded(half + 1);
    size_t stride = padded(P);
    arrange(sampler, work, &r);
    fill_tables(sampler, &r);
    memset(r.target.real, 0, sizeof(double) * P * stride);
    memset(r.target.imaginary, 0, sizeof(double) * P * stride);
    for (size_t i = 0; i < P; i++)
        for (size_t j = 0; j < P; j++) {
            r.target.real[i * stride + j] = covariance[2 * (i * P + j)];
            r.target.imaginary[i * stride + j] = covariance[2 * (i * P + j) + 1];
        }
    memset(r.up, 0, sizeof(double) * steps);
    memset(r.down, 0, sizeof(double) * steps);
    for (size_t l = 0; l <= half; l++) {
        r.up[l] = powers[l];
        r.down[l] = l && 2 * l != L ? powers[L - l] : 0;
    }
    int is_found;
    int32_t used;
    switch (stride) {
    case width: used = ascend(sampler, limits, &r, noise, &is_found, width); break;
    case 2 * width: used = ascend(sampler, limits, &r, noise, &is_found, 2 * width); break;
    default: used = ascend(sampler, limits, &r, noise, &is_found, stride); break;
    }
    for (size_t l = 0; l <= half; l++) {
        powers[l] = r.up[l];
        if (l && 2 * l != L)
            powers[L - l] = r.down[l];
    }
    memset(precision, 0, sizeof(double) * 2 * P * P);
    for (size_t i = 0; i < P && is_found; i++)
        for (size_t j = 0; j < P; j++) {
            // Halves of what rounding left between an element and its mirror image.
            size_t at = i * stride + j, mirror = j * stride + i;
            precision[2 * (i * P + j)] = -0.5 * (r.inverse.real[at] + r.inverse.real[mirror]);
            precision[2 * (i * P + j) + 1] = -0.5 * (r.inverse.imaginary[at] - r.inverse.imaginary[mirror]);
        }
    return used;
}
