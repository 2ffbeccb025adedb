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

/* C = alpha op(A) op(B) + beta C, single precision. */
void sgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k,
            const float *alpha, const float *a, const int *lda, const float *b, const int *ldb,
            const float *beta, float *c, const int *ldc);

/* The same of complex numbers, pairs of doubles. */
void zgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k,
            const double *alpha, const double *a, const int *lda, const double *b, const int *ldb,
            const double *beta, double *c, const int *ldc);

/* Cholesky factor of a Hermitian positive definite matrix, and the inverse from that factor. */
void zpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void zpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);

/* Eigenvalues (jobz "N") or eigenvectors too ("V") of a Hermitian matrix, ascending. */
void zheev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
            double *work, const int *lwork, double *rwork, int *info);

#endif
