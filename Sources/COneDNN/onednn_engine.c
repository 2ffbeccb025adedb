#include "onednn_engine.h"

#include <dnnl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libgomp's, which Debian's oneDNN is built upon; the setting belongs to the calling thread.
extern void omp_set_num_threads(int);
extern int omp_get_max_threads(void);

struct ethermap_dnn_convolution {
    int32_t pass;
    int32_t has_bias;
    int32_t threads;
    dnnl_primitive_desc_t description;
    dnnl_primitive_t primitive;
    dnnl_stream_t stream;
    dnnl_memory_desc_t plain;
    dnnl_memory_desc_t packed;
    dnnl_memory_desc_t source;
    dnnl_memory_desc_t target;
    dnnl_memory_desc_t bias;
    dnnl_memory_desc_t scratch;
    // Plain to packed for passes that read weights, packed to plain for the one that writes them.
    dnnl_primitive_t reorder;
    dnnl_memory_t source_memory;
    dnnl_memory_t packed_memory;
    dnnl_memory_t bias_memory;
    dnnl_memory_t target_memory;
    dnnl_memory_t scratch_memory;
};

static dnnl_engine_t engine;
static dnnl_status_t engine_status;
static pthread_once_t engine_once = PTHREAD_ONCE_INIT;

static void make_engine(void) { engine_status = dnnl_engine_create(&engine, dnnl_cpu, 0); }

#define CHECK(call)                              \
    do {                                         \
        dnnl_status_t status_ = (call);          \
        if (status_ != dnnl_success) {           \
            status = status_;                    \
            goto end;                            \
        }                                        \
    } while (0)

static int enter(int threads)
{
    int before = omp_get_max_threads();
    if (before != threads)
        omp_set_num_threads(threads);
    return before;
}

static void leave(int before, int threads)
{
    if (before != threads)
        omp_set_num_threads(before);
}

static dnnl_status_t describe(dnnl_memory_desc_t *description, int count, const dnnl_dim_t *sides,
                              dnnl_format_tag_t tag)
{
    return dnnl_memory_desc_init_by_tag(description, count, sides, dnnl_f32, tag);
}

static dnnl_status_t describe_pass(const ethermap_dnn_shape *shape, ethermap_dnn_convolution *made,
                                   const dnnl_memory_desc_t *any, dnnl_primitive_attr_t attributes)
{
    int skipped = 3 - shape->dimensions;
    dnnl_dims_t stride, before, after;
    for (int i = 0; i < shape->dimensions; i++) {
        stride[i] = shape->stride[skipped + i];
        before[i] = shape->before[skipped + i];
        after[i] = shape->after[skipped + i];
    }
    const dnnl_memory_desc_t *bias = shape->has_bias ? &made->bias : NULL;
    dnnl_convolution_desc_t forward, backward;
    dnnl_primitive_desc_t hint = NULL;
    dnnl_status_t status = dnnl_success;
    CHECK(dnnl_convolution_forward_desc_init(
        &forward, shape->pass == ETHERMAP_DNN_FORWARD ? dnnl_forward_inference : dnnl_forward_training,
        dnnl_convolution_direct, &made->source, any, bias, &made->target, stride, before, after));
    if (shape->pass == ETHERMAP_DNN_FORWARD) {
        CHECK(dnnl_primitive_desc_create(&made->description, &forward, attributes, engine, NULL));
        goto end;
    }
    CHECK(dnnl_primitive_desc_create(&hint, &forward, attributes, engine, NULL));
    if (shape->pass == ETHERMAP_DNN_BACKWARD_DATA)
        CHECK(dnnl_convolution_backward_data_desc_init(&backward, dnnl_convolution_direct,
                                                       &made->source, any, &made->target, stride,
                                                       before, after));
    else
        CHECK(dnnl_convolution_backward_weights_desc_init(&backward, dnnl_convolution_direct,
                                                          &made->source, any, bias, &made->target,
                                                          stride, before, after));
    CHECK(dnnl_primitive_desc_create(&made->description, &backward, attributes, engine, hint));
end:
    if (hint)
        dnnl_primitive_desc_destroy(hint);
    return status;
}

static dnnl_status_t make_reorder(ethermap_dnn_convolution *made)
{
    int unpacks = made->pass == ETHERMAP_DNN_BACKWARD_WEIGHTS;
    dnnl_primitive_desc_t description = NULL;
    dnnl_status_t status = dnnl_reorder_primitive_desc_create(
        &description, unpacks ? &made->packed : &made->plain, engine,
        unpacks ? &made->plain : &made->packed, engine, NULL);
    if (status == dnnl_success)
        status = dnnl_primitive_create(&made->reorder, description);
    if (description)
        dnnl_primitive_desc_destroy(description);
    return status;
}

static dnnl_status_t complete(const ethermap_dnn_shape *shape, ethermap_dnn_convolution *made)
{
    int n = shape->dimensions, skipped = 3 - n;
    dnnl_dims_t source = {shape->batch, shape->source_channels};
    dnnl_dims_t target = {shape->batch, shape->target_channels};
    dnnl_dims_t weights = {shape->target_channels, shape->source_channels};
    dnnl_dims_t bias = {shape->target_channels};
    for (int i = 0; i < n; i++) {
        source[2 + i] = shape->source[skipped + i];
        target[2 + i] = shape->target[skipped + i];
        weights[2 + i] = shape->kernel[skipped + i];
    }
    dnnl_format_tag_t last = n == 2 ? dnnl_nhwc : dnnl_ndhwc;
    dnnl_memory_desc_t any;
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t after = NULL;
    dnnl_status_t status = dnnl_success;
    CHECK(describe(&made->source, n + 2, source, last));
    CHECK(describe(&made->target, n + 2, target, last));
    CHECK(describe(&made->bias, 1, bias, dnnl_x));
    CHECK(describe(&made->plain, n + 2, weights, n == 2 ? dnnl_oihw : dnnl_oidhw));
    CHECK(describe(&any, n + 2, weights, dnnl_format_tag_any));
    CHECK(dnnl_primitive_attr_create(&attributes));
    CHECK(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user));
    if (shape->rectifies) {
        CHECK(dnnl_post_ops_create(&after));
        CHECK(dnnl_post_ops_append_eltwise(after, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f));
        CHECK(dnnl_primitive_attr_set_post_ops(attributes, after));
    }
    CHECK(describe_pass(shape, made, &any, attributes));
    made->packed = *dnnl_primitive_desc_query_md(
        made->description,
        made->pass == ETHERMAP_DNN_BACKWARD_WEIGHTS ? dnnl_query_diff_weights_md : dnnl_query_weights_md,
        0);
    made->scratch = *dnnl_primitive_desc_query_md(made->description, dnnl_query_scratchpad_md, 0);
    CHECK(dnnl_primitive_create(&made->primitive, made->description));
    CHECK(dnnl_stream_create(&made->stream, engine, dnnl_stream_default_flags));
    CHECK(make_reorder(made));
end:
    if (after)
        dnnl_post_ops_destroy(after);
    if (attributes)
        dnnl_primitive_attr_destroy(attributes);
    return status;
}

int ethermap_dnn_create(const ethermap_dnn_shape *shape, ethermap_dnn_convolution **made)
{
    pthread_once(&engine_once, make_engine);
    if (engine_status != dnnl_success)
        return engine_status;
    if (shape->dimensions < 2 || shape->dimensions > 3 || shape->threads < 1)
        return dnnl_invalid_arguments;
    ethermap_dnn_convolution *convolution = calloc(1, sizeof *convolution);
    if (!convolution)
        return dnnl_out_of_memory;
    convolution->pass = shape->pass;
    convolution->has_bias = shape->has_bias;
    convolution->threads = shape->threads;
    int before = enter(shape->threads);
    dnnl_status_t status = complete(shape, convolution);
    leave(before, shape->threads);
    if (status != dnnl_success) {
        ethermap_dnn_destroy(convolution);
        return status;
    }
    *made = convolution;
    return 0;
}

static void forget(dnnl_memory_t *memory)
{
    if (*memory)
        dnnl_memory_destroy(*memory);
    *memory = NULL;
}

static void unbind(ethermap_dnn_convolution *convolution)
{
    forget(&convolution->source_memory);
    forget(&convolution->packed_memory);
    forget(&convolution->bias_memory);
    forget(&convolution->target_memory);
    forget(&convolution->scratch_memory);
}

void ethermap_dnn_destroy(ethermap_dnn_convolution *convolution)
{
    if (!convolution)
        return;
    unbind(convolution);
    if (convolution->reorder)
        dnnl_primitive_destroy(convolution->reorder);
    if (convolution->primitive)
        dnnl_primitive_destroy(convolution->primitive);
    if (convolution->stream)
        dnnl_stream_destroy(convolution->stream);
    if (convolution->description)
        dnnl_primitive_desc_destroy(convolution->description);
    free(convolution);
}

size_t ethermap_dnn_weight_bytes(const ethermap_dnn_convolution *convolution)
{
    return dnnl_memory_desc_get_size(&convolution->packed);
}

size_t ethermap_dnn_scratch_bytes(const ethermap_dnn_convolution *convolution)
{
    return dnnl_memory_desc_get_size(&convolution->scratch);
}

const char *ethermap_dnn_implementation(const ethermap_dnn_convolution *convolution)
{
    const char *name = "";
    dnnl_primitive_desc_query(convolution->description, dnnl_query_impl_info_str, 0, &name);
    return name;
}

int ethermap_dnn_bind(ethermap_dnn_convolution *convolution, float *source, float *packed,
                      float *bias, float *target, void *scratch)
{
    dnnl_status_t status = dnnl_success;
    unbind(convolution);
    int before = enter(convolution->threads);
    CHECK(dnnl_memory_create(&convolution->source_memory, &convolution->source, engine, source));
    CHECK(dnnl_memory_create(&convolution->packed_memory, &convolution->packed, engine, packed));
    CHECK(dnnl_memory_create(&convolution->target_memory, &convolution->target, engine, target));
    if (convolution->has_bias)
        CHECK(dnnl_memory_create(&convolution->bias_memory, &convolution->bias, engine, bias));
    CHECK(dnnl_memory_create(&convolution->scratch_memory, &convolution->scratch, engine, scratch));
end:
    leave(before, convolution->threads);
    if (status != dnnl_success)
        unbind(convolution);
    return status;
}

static int reorder(ethermap_dnn_convolution *convolution, float *plain, int unpacks)
{
    if (!convolution->packed_memory
        || unpacks != (convolution->pass == ETHERMAP_DNN_BACKWARD_WEIGHTS))
        return dnnl_invalid_arguments;
    dnnl_memory_t memory = NULL;
    dnnl_status_t status = dnnl_success;
    int before = enter(convolution->threads);
    CHECK(dnnl_memory_create(&memory, &convolution->plain, engine, plain));
    dnnl_exec_arg_t arguments[2] = {
        {DNNL_ARG_FROM, unpacks ? convolution->packed_memory : memory},
        {DNNL_ARG_TO, unpacks ? memory : convolution->packed_memory},
    };
    CHECK(dnnl_primitive_execute(convolution->reorder, convolution->stream, 2, arguments));
    CHECK(dnnl_stream_wait(convolution->stream));
end:
    leave(before, convolution->threads);
    if (memory)
        dnnl_memory_destroy(memory);
    return status;
}

int ethermap_dnn_pack(ethermap_dnn_convolution *convolution, const float *plain)
{
    return reorder(convolution, (float *)plain, 0);
}

int ethermap_dnn_unpack(ethermap_dnn_convolution *convolution, float *plain)
{
    return reorder(convolution, plain, 1);
}

int ethermap_dnn_run(ethermap_dnn_convolution *convolution)
{
    if (!convolution->packed_memory)
        return dnnl_invalid_arguments;
    int data = convolution->pass == ETHERMAP_DNN_BACKWARD_DATA;
    int weights = convolution->pass == ETHERMAP_DNN_BACKWARD_WEIGHTS;
    int count = 0;
    dnnl_exec_arg_t arguments[5];
    arguments[count++] = (dnnl_exec_arg_t){
        data ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC, convolution->source_memory};
    arguments[count++] = (dnnl_exec_arg_t){
        weights ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, convolution->packed_memory};
    arguments[count++] = (dnnl_exec_arg_t){
        data || weights ? DNNL_ARG_DIFF_DST : DNNL_ARG_DST, convolution->target_memory};
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, convolution->scratch_memory};
    if (convolution->has_bias)
        arguments[count++] = (dnnl_exec_arg_t){
            weights ? DNNL_ARG_DIFF_BIAS : DNNL_ARG_BIAS, convolution->bias_memory};
    int before = enter(convolution->threads);
    dnnl_status_t status
        = dnnl_primitive_execute(convolution->primitive, convolution->stream, count, arguments);
    if (status == dnnl_success)
        status = dnnl_stream_wait(convolution->stream);
    leave(before, convolution->threads);
    return status;
}

const char *ethermap_dnn_reason(int code)
{
    switch (code) {
    case dnnl_success: return "no error";
    case dnnl_out_of_memory: return "oneDNN is out of memory";
    case dnnl_invalid_arguments: return "oneDNN refuses the shape";
    case dnnl_unimplemented: return "oneDNN has no implementation for the shape";
    case dnnl_runtime_error: return "oneDNN failed while it ran";
    case dnnl_not_required: return "oneDNN has nothing to compute";
    default: return "oneDNN failed for an unknown reason";
    }
}

const char *ethermap_dnn_version(void)
{
    static char text[48];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const dnnl_version_t *version = dnnl_version();
    pthread_mutex_lock(&lock);
    snprintf(text, sizeof text, "%d.%d.%d", version->major, version->minor, version->patch);
    pthread_mutex_unlock(&lock);
    return text;
}

void *ethermap_dnn_allocate(size_t bytes)
{
    void *memory = NULL;
    return posix_memalign(&memory, 64, bytes ? bytes : 64) == 0 ? memory : NULL;
}

void ethermap_dnn_free(void *memory) { free(memory); }
