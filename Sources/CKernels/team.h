#ifndef CKERNELS_TEAM_H
#define CKERNELS_TEAM_H

#include <stdint.h>

// Clones crash at start under the thread sanitizer.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

// Over a loop whose items touch nothing of each other, though two pointers may be equal.
#define SIDE_BY_SIDE _Pragma("clang loop vectorize(assume_safety)")

/// One of `parts` equal parts of a piece of work.
typedef void (*team_body)(void *work, int part, int parts);

/// Runs every part, on as many threads of the pool that oneDNN uses too (libgomp's).
void team_run(int threads, team_body body, void *work);

/// Where a part of `count` items begins; part `parts` is the end.
static inline int64_t team_edge(int64_t count, int part, int parts)
{
    return count * part / parts;
}

#endif
