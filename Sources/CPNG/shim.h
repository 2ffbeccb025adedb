// libpng's simplified interface: whole images in memory, nothing else is used.
#ifndef ETHERMAP_CPNG_SHIM_H
#define ETHERMAP_CPNG_SHIM_H

#include <png.h>

#endif
