#include "frames.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ethermap/v1/sensor.pb-c.h"

static const double METRES_PER_DEGREE = 111195.0;  // of latitude, on a sphere: near enough here

// A small generator (splitmix64): the flights are the same on every machine.
static double uniform(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static void *array(int count, size_t size) {
    void *memory = calloc((size_t)count, size);
    if (memory == NULL) abort();
    return memory;
}

// One leg: a straight line of `points` points, and what is heard there of one emitter a band.
static void make_leg(
    Ethermap__V1__RssFrame *leg, Sensor *sensor, uint64_t *random, int points, int bands
) {
    ethermap__v1__rss_frame__init(leg);
    leg->schema_version = 1;
    leg->sensor_id = sensor->name;
    leg->boot_id = sensor->boot_id;

    leg->n_time_offset_us = leg->n_latitude_deg = leg->n_longitude_deg = (size_t)points;
    leg->n_altitude_m = leg->n_horizontal_accuracy_m = (size_t)points;
    leg->time_offset_us = array(points, sizeof(uint32_t));
    leg->latitude_deg = array(points, sizeof(double));
    leg->longitude_deg = array(points, sizeof(double));
    leg->altitude_m = array(points, sizeof(float));
    leg->horizontal_accuracy_m = array(points, sizeof(float));
    leg->n_rss_dbm = (size_t)(points * bands);
    leg->rss_dbm = array(points * bands, sizeof(float));
    leg->n_band_id = (size_t)bands;
    leg->band_id = array(bands, sizeof(char *));
    for (int band = 0; band < bands; band++) {
        leg->band_id[band] = array(16, 1);
        snprintf(leg->band_id[band], 16, "b%d", band);
    }

    double east = 50 + (REGION_METRES - 100) * uniform(random);
    double north = 50 + (REGION_METRES - 100) * uniform(random);
    double heading = 2 * M_PI * uniform(random);
    double cosine = cos(ORIGIN_LATITUDE_DEG * M_PI / 180);
    for (int point = 0; point < points; point++) {
        double x = east + 0.8 * point * cos(heading), y = north + 0.8 * point * sin(heading);
        x = fmin(fmax(x, 1), REGION_METRES - 1);
        y = fmin(fmax(y, 1), REGION_METRES - 1);
        leg->time_offset_us[point] = (uint32_t)point * 100;
        leg->latitude_deg[point] = ORIGIN_LATITUDE_DEG + y / METRES_PER_DEGREE;
        leg->longitude_deg[point] = ORIGIN_LONGITUDE_DEG + x / METRES_PER_DEGREE / cosine;
        leg->altitude_m[point] = 40;
        leg->horizontal_accuracy_m[point] = 2;
        for (int band = 0; band < bands; band++) {
            double dx = x - REGION_METRES * (band % 3 + 1) / 4;
            double dy = y - REGION_METRES * (band / 3 % 3 + 1) / 4;
            double noise = 4 * (uniform(random) + uniform(random) - 1);
            leg->rss_dbm[point * bands + band] =
                (float)(-28 - 15 * log10(dx * dx + dy * dy + 1600) + noise);
        }
    }
}

void sensor_start(Sensor *sensor, int index, uint64_t boot_id, int points, int bands) {
    snprintf(sensor->name, sizeof sensor->name, "uav-%d", index);
    sensor->boot_id = boot_id;
    sensor->sequence = 0;
    uint64_t random = (uint64_t)index + 1;
    for (int leg = 0; leg < FLIGHT_LEGS; leg++) {
        make_leg(&sensor->legs[leg], sensor, &random, points, bands);
    }
}

size_t sensor_next_frame(Sensor *sensor, uint64_t time_unix_ns, uint8_t frame[FRAME_BYTES_MAX]) {
    Ethermap__V1__RssFrame *leg = &sensor->legs[sensor->sequence % FLIGHT_LEGS];
    leg->sequence = ++sensor->sequence;
    leg->time_unix_ns = time_unix_ns;
    if (ethermap__v1__rss_frame__get_packed_size(leg) > FRAME_BYTES_MAX - 5) abort();
    size_t size = ethermap__v1__rss_frame__pack(leg, frame);
    uint32_t check = crc32c(frame, size);
    frame[size++] = 15 << 3 | 5;  // field 15, four bytes, little-endian: the last on the wire
    for (int byte = 0; byte < 4; byte++) frame[size++] = (uint8_t)(check >> (8 * byte));
    return size;
}

size_t sensor_birth(const Sensor *sensor, uint8_t message[FRAME_BYTES_MAX]) {
    Ethermap__V1__SensorBirth birth = ETHERMAP__V1__SENSOR_BIRTH__INIT;
    char *capability = "rss";
    birth.schema_version = 1;
    birth.sensor_id = (char *)sensor->name;
    birth.boot_id = sensor->boot_id;
    birth.platform = ETHERMAP__V1__SENSOR_BIRTH__PLATFORM__UAV;
    birth.n_band_id = sensor->legs[0].n_band_id;
    birth.band_id = sensor->legs[0].band_id;
    birth.n_capability = 1;
    birth.capability = &capability;
    return ethermap__v1__sensor_birth__pack(&birth, message);
}

#if defined(__x86_64__)
#include <nmmintrin.h>

// The processor's own instruction, so that the load costs little beside what it loads.
__attribute__((target("sse4.2")))
static uint32_t crc32c_by_instruction(const uint8_t *bytes, size_t count) {
    uint64_t crc = 0xFFFFFFFFu;
    for (; count >= 8; bytes += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        crc = _mm_crc32_u64(crc, word);
    }
    for (; count > 0; bytes++, count--) crc = _mm_crc32_u8((uint32_t)crc, *bytes);
    return ~(uint32_t)crc;
}
#endif

uint32_t crc32c(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return crc32c_by_instruction(bytes, count);
#endif
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t index = 0; index < count; index++) {
        crc ^= bytes[index];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
    }
    return ~crc;
}
