// Elementwise C loops that no library covers; one header a kernel.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "adam.h"
#include "capon_beams.h"
#include "complex_product.h"
#include "crc32c.h"
#include "emitter_fit.h"
#include "evidence_ascent.h"
#include "level_chain.h"
#include "link_geometry.h"
#include "narrow_convolution.h"
#include "outer_sums.h"
#include "sampled_frames.h"
#include "sine_descent.h"
#include "sine_layers.h"
#include "tensor.h"
#include "sightlines.h"

#endif
