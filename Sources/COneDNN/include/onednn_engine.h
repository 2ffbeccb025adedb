// Convolutions and their kin through oneDNN's C API: the one place that knows its version.
#ifndef ETHERMAP_ONEDNN_ENGINE_H
#define ETHERMAP_ONEDNN_ENGINE_H

#endif
