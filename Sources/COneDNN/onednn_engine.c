#include "onednn_engine.h"
#include <dnnl.h>
