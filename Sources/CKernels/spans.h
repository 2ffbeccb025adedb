#ifndef CKERNELS_SPANS_H
#define CKERNELS_SPANS_H

#include <stdint.h>

// Runs of 16, 8, 4 and 1 numbers: what a compiler makes of a loop over 40 or 20 channels is a
// sixty-four-wide loop that is never entered, and a slow rest.
typedef float span16 __attribute__((vector_size(64), aligned(4)));
typedef float span8 __attribute__((vector_size(32), aligned(4)));
typedef float span4 __attribute__((vector_size(16), aligned(4)));
typedef float span1 __attribute__((vector_size(4), aligned(4)));
typedef int32_t whole16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t whole8 __attribute__((vector_size(32), aligned(4)));
typedef int32_t whole4 __attribute__((vector_size(16), aligned(4)));
typedef int32_t whole1 __attribute__((vector_size(4), aligned(4)));

/// `DO(16)`, `DO(8)`, `DO(4)`, `DO(1)` at `c`, as often as they fit into what is left.
#define FOR_SPANS(count, DO)                \
    do {                                    \
        int64_t c = 0;                      \
        for (; c + 16 <= (count); c += 16)  \
            DO(16);                         \
        for (; c + 8 <= (count); c += 8)    \
            DO(8);                          \
        for (; c + 4 <= (count); c += 4)    \
            DO(4);                          \
        for (; c < (count); c++)            \
            DO(1);                          \
    } while (0)

/// The span of `n` numbers at an address.
#define SPAN(n, address) (*(span##n *)(address))
#define SPAN_OF(n, address) (*(const span##n *)(address))
#define WHOLE(n, address) (*(whole##n *)(address))
#define WHOLE_OF(n, address) (*(const whole##n *)(address))
/// `value` where `condition` (all bits or none) holds, else 0.
#define KEPT(n, condition, value) ((span##n)((whole##n)(condition) & (whole##n)(value)))

#endif
