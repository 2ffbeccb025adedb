#include "team.h"

// libgomp's stable entry points: what GCC's "#pragma omp parallel" becomes. Clang would call
// another runtime, whose threads would fight with oneDNN's.
// Weak: a program without networks is linked without libgomp and never has a team.
__attribute__((weak)) void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
__attribute__((weak)) int omp_get_thread_num(void);
__attribute__((weak)) int omp_get_num_threads(void);

typedef struct {
    team_body body;
    void *work;
    int parts;
} team_call;

static void enter_part(void *data)
{
    const team_call *call = data;
    // Fewer threads than asked for (a limit of the system) still do all parts.
    int present = omp_get_num_threads();
    for (int part = omp_get_thread_num(); part < call->parts; part += present)
        call->body(call->work, part, call->parts);
}

void team_run(int threads, team_body body, void *work)
{
    if (threads <= 1 || !GOMP_parallel) {
        for (int part = 0; part < threads; part++)
            body(work, part, threads);
        return;
    }
    team_call call = {body, work, threads};
    GOMP_parallel(enter_part, &call, (unsigned)threads, 0);
}
