#ifndef ETHERMAP_COPENBLAS_SHIM_H
#define ETHERMAP_COPENBLAS_SHIM_H

/* The few BLAS and LAPACK calls that Numerics makes, declared here because Debian ships no header
   for OpenBLAS's LAPACK. Fortran symbols: every argument by address, matrices column-major, 32-bit
   integers (the LP64 build, Debian's default). */

/* Threads of OpenBLAS's own pool; we always ask for one, because parallelism is ours. */
void openblas_set_num_threads(int count);

/* Cholesky factor of a symmetric positive definite matrix; info > 0: not positive definite. */
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info);

/* Solves A X = B from the factor that potrf left. */
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda,
             double *b, const int *ldb, int *info);
void spotrs_(const char *uplo, const int *n, const int *nrhs, const float *a, const int *lda,
             float *b, const int *ldb, int *info);

/* Solves L X = alpha B (or its likes) for a triangular L, in place. */
void strsm_(const char *side, const char *uplo, const char *trans, const char *diag, const int *m,
            const int *n, const float *alpha, const float *a, const int *lda, float *b,
            const int *ldb);

/* Dot product. */
float sdot_(const int *n, const float *x, const int *incx, const float *y, const int *incy);

#endif
