// Elementwise C loops that no library covers; one header a kernel.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "crc32c.h"
#include "link_geometry.h"

#endif
