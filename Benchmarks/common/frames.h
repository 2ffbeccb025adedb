// Valid RssFrames of simulated sensors, each unique, with their CRC-32C.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ethermap/v1/rss.pb-c.h"

enum {
    FRAME_BYTES_MAX = 65536,
    FLIGHT_LEGS = 32,  // different frames that a sensor goes through before it repeats positions
};

// The benchmark's region: a square of 1 km north-east of here, 120 m high.
#define REGION "bench"
#define ORIGIN_LATITUDE_DEG 52.0
#define ORIGIN_LONGITUDE_DEG 13.0
#define REGION_METRES 1000.0

// A sensor that flies over the region and measures `bands` bands at `points` points a frame.
typedef struct {
    char name[33];
    uint64_t boot_id;
    uint64_t sequence;  // of the last frame made
    Ethermap__V1__RssFrame legs[FLIGHT_LEGS];
} Sensor;

// Makes sensor number `index`; the same index, points and bands give the same flight.
void sensor_start(Sensor *sensor, int index, uint64_t boot_id, int points, int bands);

// Writes the sensor's next frame, stamped with `time_unix_ns`, and returns its size in bytes.
size_t sensor_next_frame(Sensor *sensor, uint64_t time_unix_ns, uint8_t frame[FRAME_BYTES_MAX]);

// Writes the sensor's birth message and returns its size in bytes.
size_t sensor_birth(const Sensor *sensor, uint8_t message[FRAME_BYTES_MAX]);

// CRC-32C (Castagnoli) of some bytes.
uint32_t crc32c(const uint8_t *bytes, size_t count);
