#include "sine_layers.h"

#include <stdint.h>
#include <string.h>

#include "wide_product.h"

// The transpose of a matrix whose sides are multiples of 16: blocks of 16 by 16, in each of which pairs
// of rows exchange their halves, quarters, eighths and sixteenths.
CLONES static void transpose(const float *restrict from, size_t rows, size_t columns, float *restrict to)
{
    for (size_t r = 0; r < rows; r += LANES)
        for (size_t c = 0; c < columns; c += LANES) {
            lanes block[LANES];
            UNROLL for (int i = 0; i < LANES; i++)
                block[i] = OF(from + (r + (size_t)i) * columns + c);
#define EXCHANGE(d, low, high)                                                                         \
    UNROLL for (int i = 0; i < LANES; i++)                                                             \
        if (!(i & d)) {                                                                                \
            lanes a = block[i], b = block[i + d];                                                      \
            block[i] = __builtin_shufflevector(a, b, low);                                             \
            block[i + d] = __builtin_shufflevector(a, b, high);                                        \
        }
#define LOW8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define LOW4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
            EXCHANGE(8, LOW8, HIGH8)
            EXCHANGE(4, LOW4, HIGH4)
            EXCHANGE(2, LOW2, HIGH2)
            EXCHANGE(1, LOW1, HIGH1)
            UNROLL for (int i = 0; i < LANES; i++)
                AT(to + (c + (size_t)i) * rows + r) = block[i];
        }
}

// x = k pi + r with |r| <= pi / 2; pi in three parts, the first two of few bits, so that k times them
// is exact. Then sin x = (-1)^k sin r, and both series are minimax polynomials (5e-9 and 3e-10).
CLONES
void ethermap_sine_pairs(const float *restrict values, size_t count, float omega, float *restrict sines,
                         float *restrict slopes)
{
    for (size_t i = 0; i < count; i++) {
        float x = omega * values[i];
        // Adding 1.5 * 2^23 leaves the nearest whole number in the last bits.
        float shifted = x * 0.318309886184f + 12582912.0f;
        float k = shifted - 12582912.0f;
        unsigned bits;
        memcpy(&bits, &shifted, sizeof bits);
        unsigned sign = bits << 31;
        float r = ((x - k * 3.140625f) - k * 9.67025756836e-4f) - k * 6.27832957521e-7f;
        float r2 = r * r;
        float s = r + r * r2 * (-0.166666567325f + r2 * (0.00833301618695f + r2 * (-0.000198065477889f + r2 * 2.59990315499e-6f)));
        float c = 1.0f + r2 * (-0.5f + r2 * (0.0416666418314f + r2 * (-0.00138884026092f + r2 * (2.47618081630e-5f + r2 * -2.60756621628e-7f))));
        unsigned sine, cosine;
        memcpy(&sine, &s, sizeof sine);
        memcpy(&cosine, &c, sizeof cosine);
        sine ^= sign;
        cosine ^= sign;
        memcpy(&s, &sine, sizeof s);
        memcpy(&c, &cosine, sizeof c);
        sines[i] = s;
        slopes[i] = omega * c;
    }
}

// Sums of each column.
CLONES static void sum_rows(const float *values, size_t rows, size_t width, float *sums)
{
    for (size_t j = 0; j < width; j += LANES) {
        lanes even = { 0 }, odd = { 0 };
        size_t m = 0;
        for (; m + 1 < rows; m += 2) {
            even += OF(values + m * width + j);
            odd += OF(values + (m + 1) * width + j);
        }
        if (m < rows)
            even += OF(values + m * width + j);
        AT(sums + j) = even + odd;
    }
}

CLONES static void scale_each(float *restrict values, const float *restrict factors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] *= factors[i];
}

// Sum of squares of a row's numbers, in lanes of single precision: a row has a few dozen.
CLONES static double square_and_scale(float *values, size_t rows, size_t width, float factor)
{
    double total = 0;
    for (size_t m = 0; m < rows; m++) {
        lanes sum = { 0 };
        for (size_t j = 0; j < width; j += LANES) {
            lanes value = OF(values + m * width + j);
            sum += value * value;
            AT(values + m * width + j) = factor * value;
        }
        total += sum_of(&sum);
    }
    return total;
}

// Adds the penalty's derivative, w x / |x| of each row, and gives the penalty.
CLONES static double add_penalty(const float *spectrum, const float *weights, size_t rows, size_t width,
                                 float *gradient)
{
    double total = 0;
    for (size_t m = 0; m < rows; m++) {
        const float *row = spectrum + m * width;
        lanes sum = { 0 };
        for (size_t j = 0; j < width; j += LANES)
            sum += OF(row + j) * OF(row + j);
        float norm = __builtin_sqrtf(sum_of(&sum));
        float pull = norm > 1e-18f ? weights[m] / norm : 0.0f;
        for (size_t j = 0; j < width; j += LANES)
            AT(gradient + m * width + j) += pull * OF(row + j);
        total += (double)weights[m] * norm;
    }
    return total;
}

// Where each tensor is in the parameters, and in their gradients.
struct places {
    size_t z, w1, b1, w2, b2, w3, b3, w4, b4, end;
};

static struct places places_of(const struct ethermap_sine_layers *s)
{
    size_t d = s->inputs, h = s->hidden, w = 2 * s->columns;
    struct places p;
    p.z = 0;
    p.w1 = p.z + s->rows * d;
    p.b1 = p.w1 + d * h;
    p.w2 = p.b1 + h;
    p.b2 = p.w2 + h * h;
    p.w3 = p.b2 + h;
    p.b3 = p.w3 + h * h;
    p.w4 = p.b3 + h;
    p.b4 = p.w4 + h * w;
    p.end = p.b4 + w;
    return p;
}

size_t ethermap_sine_layers_parameters(const struct ethermap_sine_layers *layers)
{
    return places_of(layers).end;
}

size_t ethermap_sine_layers_scratch(const struct ethermap_sine_layers *s)
{
    size_t widest = s->inputs > s->hidden ? s->inputs : s->hidden;
    widest = widest > 2 * s->columns ? widest : 2 * s->columns;
    return 7 * s->rows * s->hidden + 4 * s->rows * s->columns + 4 * s->cosets * s->columns + s->hidden * widest
           + LANES;
}

// Gradients of a layer out = in W + b: by W, by b, and by what came in.
static void layer_back(const float *in, const float *weights, const float *out_gradient, size_t rows, size_t inputs,
                       size_t outputs, float *weight_gradient, float *bias_gradient, float *in_gradient,
                       float *transposed)
{
    multiply((struct left){ in, 1, inputs }, out_gradient, outputs, NULL, 0, weight_gradient, inputs, rows);
    sum_rows(out_gradient, rows, outputs, bias_gradient);
    transpose(weights, inputs, outputs, transposed);
    multiply((struct left){ out_gradient, outputs, 1 }, transposed, inputs, NULL, 0, in_gradient, rows, outputs);
}

void ethermap_sine_layers_pass(const struct ethermap_sine_layers *layers, const float *parameters,
                               const float *matrix, const float *target, const float *weights, float *gradients,
                               float *spectrum, float *scratch, double losses[2])
{
    size_t rows = layers->rows, d = layers->inputs, h = layers->hidden, cosets = layers->cosets;
    size_t columns = layers->columns, w = 2 * columns, plane = rows * h;
    struct places p = places_of(layers);
    // Vectors that begin at a line of the cache are loaded in one piece.
    scratch = (float *)(((uintptr_t)scratch + 63) / 64 * 64);
    float *s1 = scratch, *slope1 = s1 + plane, *s2 = slope1 + plane, *slope2 = s2 + plane, *s3 = slope2 + plane,
          *back = s3 + plane, *back_before = back + plane, *by_spectrum = back_before + plane,
          *turned = by_spectrum + rows * w, *residual = turned + rows * w, *turned_residual = residual + cosets * w,
          *transposed = turned_residual + cosets * w;

    multiply((struct left){ parameters + p.z, d, 1 }, parameters + p.w1, h, parameters + p.b1, 0, back, rows, d);
    ethermap_sine_pairs(back, plane, layers->omega, s1, slope1);
    multiply((struct left){ s1, h, 1 }, parameters + p.w2, h, parameters + p.b2, 0, back, rows, h);
    ethermap_sine_pairs(back, plane, layers->omega, s2, slope2);
    multiply((struct left){ s2, h, 1 }, parameters + p.w3, h, parameters + p.b3, 0, s3, rows, h);
    multiply((struct left){ s3, h, 1 }, parameters + p.w4, w, parameters + p.b4, 0, spectrum, rows, h);

    // A X - Y, then twice its product with A's adjoint.
    sample(matrix, spectrum, target, rows, cosets, columns, turned, residual);
    losses[0] = square_and_scale(residual, cosets, w, 2);
    spread_back(matrix, residual, rows, cosets, columns, turned_residual, by_spectrum);
    losses[1] = add_penalty(spectrum, weights, rows, w, by_spectrum);

    layer_back(s3, parameters + p.w4, by_spectrum, rows, h, w, gradients + p.w4, gradients + p.b4, back, transposed);
    layer_back(s2, parameters + p.w3, back, rows, h, h, gradients + p.w3, gradients + p.b3, back_before, transposed);
    scale_each(back_before, slope2, plane);
    layer_back(s1, parameters + p.w2, back_before, rows, h, h, gradients + p.w2, gradients + p.b2, back, transposed);
    scale_each(back, slope1, plane);
    layer_back(parameters + p.z, parameters + p.w1, back, rows, d, h, gradients + p.w1, gradients + p.b1,
               gradients + p.z, transposed);
}
