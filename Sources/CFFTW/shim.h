// Single precision FFTW (fftwf_...). <complex.h> is left out on purpose: without it, fftwf_complex
// is float[2], which Swift reads as a pair of Float.
#include <fftw3.h>
