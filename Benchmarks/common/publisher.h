// Sensors on the bus: each with a connection of its own, all served by one thread.
#pragma once

#include <mosquitto.h>
#include <poll.h>
#include <stdbool.h>

#include "frames.h"

typedef struct {
    Sensor sensor;
    struct mosquitto *client;
    char topic[128];
    long in_flight;
    bool connected;
} Publisher;

// Connects `count` sensors and publishes their births.
Publisher *publishers_connect(int count, int port, int points, int bands);

// Publishes the sensor's next frame, stamped with `time_unix_ns`, and returns its size in bytes.
size_t publisher_send(Publisher *publisher, uint64_t time_unix_ns);

// Reads and writes what one connection can, after poll() filled `socket`.
void client_turn(struct mosquitto *client, const struct pollfd *socket);

// What poll() is to wait for on one connection.
struct pollfd client_socket(struct mosquitto *client);

// Lets every connection read and write what it can, waiting at most this long.
void publishers_turn(Publisher *publishers, int count, int milliseconds);
