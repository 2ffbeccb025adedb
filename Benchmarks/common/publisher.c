#include "publisher.h"

#include <stdio.h>
#include <stdlib.h>

#include "loop.h"

enum { SENSORS_MAX = 256 };

static void on_connect(struct mosquitto *client, void *context, int code) {
    (void)client;
    require(code == 0, "the broker refused: %s", mosquitto_connack_string(code));
    ((Publisher *)context)->connected = true;
}

static void on_publish(struct mosquitto *client, void *context, int message) {
    (void)client, (void)message;
    ((Publisher *)context)->in_flight--;
}

static void publish(
    Publisher *publisher, const char *topic, const uint8_t *bytes, size_t size, bool retained
) {
    int code = mosquitto_publish(publisher->client, NULL, topic, (int)size, bytes, 1, retained);
    require(code == MOSQ_ERR_SUCCESS, "publish: %s", mosquitto_strerror(code));
    publisher->in_flight++;
}

struct pollfd client_socket(struct mosquitto *client) {
    return (struct pollfd){
        .fd = mosquitto_socket(client),
        .events = (short)(POLLIN | (mosquitto_want_write(client) ? POLLOUT : 0)),
    };
}

void client_turn(struct mosquitto *client, const struct pollfd *socket) {
    int code = MOSQ_ERR_SUCCESS;
    if (socket->revents & POLLOUT) code = mosquitto_loop_write(client, 1);
    if (code == MOSQ_ERR_SUCCESS && socket->revents & (POLLIN | POLLHUP | POLLERR)) {
        code = mosquitto_loop_read(client, 1);
    }
    require(code == MOSQ_ERR_SUCCESS, "connection lost: %s", mosquitto_strerror(code));
    mosquitto_loop_misc(client);
}

void publishers_turn(Publisher *publishers, int count, int milliseconds) {
    struct pollfd sockets[SENSORS_MAX];
    for (int index = 0; index < count; index++) {
        sockets[index] = client_socket(publishers[index].client);
    }
    if (poll(sockets, (nfds_t)count, milliseconds) < 0) return;
    for (int index = 0; index < count; index++) {
        client_turn(publishers[index].client, &sockets[index]);
    }
}

Publisher *publishers_connect(int count, int port, int points, int bands) {
    require(count > 0 && count <= SENSORS_MAX, "1 to %d sensors", SENSORS_MAX);
    require(points > 0 && bands > 0, "points and bands must be above 0");
    Publisher *publishers = calloc((size_t)count, sizeof *publishers);
    uint8_t message[FRAME_BYTES_MAX];
    for (int index = 0; index < count; index++) {
        Publisher *publisher = &publishers[index];
        Sensor *sensor = &publisher->sensor;
        sensor_start(sensor, index, now_unix_ns(), points, bands);
        publisher->client = mosquitto_new(sensor->name, true, publisher);
        mosquitto_connect_callback_set(publisher->client, on_connect);
        mosquitto_publish_callback_set(publisher->client, on_publish);
        // The callers keep the window: the library would walk its list at every publication.
        mosquitto_max_inflight_messages_set(publisher->client, 0);
        connect_v5(publisher->client, port, 1000, 0);
        while (!publisher->connected) publishers_turn(publisher, 1, 1000);
        snprintf(
            publisher->topic, sizeof publisher->topic, "spectrum/v1/in/" REGION "/%s/rss",
            sensor->name);
        char topic[128];
        snprintf(topic, sizeof topic, "spectrum/v1/in/" REGION "/%s/birth", sensor->name);
        publish(publisher, topic, message, sensor_birth(sensor, message), true);
        while (publisher->in_flight > 0) publishers_turn(publisher, 1, 1000);
    }
    return publishers;
}

size_t publisher_send(Publisher *publisher, uint64_t time_unix_ns) {
    static uint8_t frame[FRAME_BYTES_MAX];
    size_t size = sensor_next_frame(&publisher->sensor, time_unix_ns, frame);
    publish(publisher, publisher->topic, frame, size, false);
    return size;
}
