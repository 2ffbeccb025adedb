// Latency: from the publication of a frame to the map tile that holds it.
//
//   probe --port P --rate R [--seconds 20] [--warm-up 5] [--sensors 8] [--points 47] [--bands 4]
//         [--product rss]
//
// Publishes R frames a second and watches the product's tiles and heads of every band. A frame is in
// the tiles when the first tile arrives whose valid time is not before the frame's; it is in the map
// when the heads of all its bands have arrived with such a valid time (a head follows the tiles that
// it names). Both are counted from just before the frame's publication, on one clock. Frames of the
// warm-up are not counted. Prints one JSON object.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ethermap/v1/map.pb-c.h"
#include "loop.h"
#include "publisher.h"

enum { BANDS_MAX = 64 };

typedef struct {
    uint64_t *sent_unix_ns;  // of each frame, in the order of publication
    float *milliseconds;     // until it was there
    long sent;
    long there;              // frames before this one have their milliseconds
} Waiting;

typedef struct {
    Waiting tiles, heads;
    uint64_t valid_unix_ns[BANDS_MAX];  // of each band's last head
    int bands;
    long tile_count, head_count;
    bool subscribed;
} Probe;

// Notes that every frame up to this valid time is there now.
static void arrived(Waiting *waiting, uint64_t valid_unix_ns) {
    uint64_t now = now_unix_ns();
    while (waiting->there < waiting->sent
           && waiting->sent_unix_ns[waiting->there] <= valid_unix_ns) {
        double nanoseconds = (double)(now - waiting->sent_unix_ns[waiting->there]);
        waiting->milliseconds[waiting->there++] = (float)(nanoseconds * 1e-6);
    }
}

static void take_head(Probe *probe, const Ethermap__V1__MapHead *head) {
    int band = atoi(head->band_id + 1);  // "b3"
    if (band < 0 || band >= probe->bands) return;
    probe->valid_unix_ns[band] = head->valid_time_unix_ns;
    uint64_t least = UINT64_MAX;
    for (int index = 0; index < probe->bands; index++) {
        if (probe->valid_unix_ns[index] < least) least = probe->valid_unix_ns[index];
    }
    arrived(&probe->heads, least);
    probe->head_count++;
}

static void on_message(
    struct mosquitto *client, void *context, const struct mosquitto_message *message
) {
    (void)client;
    Probe *probe = context;
    size_t length = strlen(message->topic), size = (size_t)message->payloadlen;
    if (length > 5 && strcmp(message->topic + length - 5, "/head") == 0) {
        Ethermap__V1__MapHead *head = ethermap__v1__map_head__unpack(NULL, size, message->payload);
        require(head != NULL, "a head that cannot be read");
        take_head(probe, head);
        ethermap__v1__map_head__free_unpacked(head, NULL);
    } else {
        Ethermap__V1__MapTile *tile = ethermap__v1__map_tile__unpack(NULL, size, message->payload);
        require(tile != NULL, "a tile that cannot be read");
        arrived(&probe->tiles, tile->valid_time_unix_ns);
        probe->tile_count++;
        ethermap__v1__map_tile__free_unpacked(tile, NULL);
    }
}

static void on_subscribe(
    struct mosquitto *client, void *context, int message, int count, const int *granted
) {
    (void)client, (void)message, (void)count, (void)granted;
    ((Probe *)context)->subscribed = true;
}

static Waiting waiting_for(long frames) {
    return (Waiting){
        .sent_unix_ns = calloc((size_t)frames, sizeof(uint64_t)),
        .milliseconds = calloc((size_t)frames, sizeof(float)),
    };
}

static void watch_turn(struct mosquitto *client, int milliseconds) {
    struct pollfd socket = client_socket(client);
    // One packet a call: as many as there are, so that none waits for the next turn.
    while (poll(&socket, 1, milliseconds) > 0) {
        client_turn(client, &socket);
        socket = client_socket(client);
        milliseconds = 0;
    }
    mosquitto_loop_misc(client);
}

static int by_size(const void *left, const void *right) {
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

static void print_waiting(const char *name, Waiting *waiting, long skipped, const char *end) {
    long count = waiting->there - skipped;
    printf("\"%s\": {\"count\": %ld", name, count > 0 ? count : 0);
    if (count > 0) {
        float *values = waiting->milliseconds + skipped;
        qsort(values, (size_t)count, sizeof *values, by_size);
        const double parts[] = {0.5, 0.9, 0.99, 1};
        const char *names[] = {"p50_ms", "p90_ms", "p99_ms", "max_ms"};
        for (int index = 0; index < 4; index++) {
            long rank = (long)ceil(parts[index] * (double)count) - 1;
            printf(", \"%s\": %.2f", names[index], (double)values[rank]);
        }
    }
    printf("}%s", end);
}

int main(int count, char **arguments) {
    int port = (int)option_number(count, arguments, "port", 1883);
    double rate = (double)option_number(count, arguments, "rate", 100);
    double seconds = (double)option_number(count, arguments, "seconds", 20);
    double warm_up = (double)option_number(count, arguments, "warm-up", 5);
    int sensors = (int)option_number(count, arguments, "sensors", 8);
    int points = (int)option_number(count, arguments, "points", 47);
    int bands = (int)option_number(count, arguments, "bands", 4);
    require(bands <= BANDS_MAX && rate > 0, "1 to %d bands, and a rate", BANDS_MAX);
    long frames = (long)(rate * (seconds + warm_up)), skipped = (long)(rate * warm_up);

    mosquitto_lib_init();
    Probe probe = {.tiles = waiting_for(frames), .heads = waiting_for(frames), .bands = bands};
    struct mosquitto *watch = mosquitto_new("probe", true, &probe);
    mosquitto_message_callback_set(watch, on_message);
    mosquitto_subscribe_callback_set(watch, on_subscribe);
    connect_v5(watch, port, 1000, 0);
    char topic[128];
    const char *product = option(count, arguments, "product", "rss");
    snprintf(topic, sizeof topic, "spectrum/v1/out/" REGION "/map/%s/+/tile/+", product);
    mosquitto_subscribe(watch, NULL, topic, 1);
    snprintf(topic, sizeof topic, "spectrum/v1/out/" REGION "/map/%s/+/head", product);
    mosquitto_subscribe(watch, NULL, topic, 1);
    while (!probe.subscribed) watch_turn(watch, 100);

    Publisher *publishers = publishers_connect(sensors, port, points, bands);
    double start = now_seconds();
    // After the last frame, wait for what is still to come, five seconds at most.
    while (now_seconds() - start < seconds + warm_up + 5) {
        while (probe.tiles.sent < frames
               && (double)probe.tiles.sent < rate * (now_seconds() - start)) {
            long number = probe.tiles.sent;
            uint64_t now = now_unix_ns();
            probe.tiles.sent_unix_ns[number] = probe.heads.sent_unix_ns[number] = now;
            probe.tiles.sent++;
            probe.heads.sent++;
            // The frame's last point is measured now.
            uint64_t duration = (uint64_t)(points - 1) * 100000;
            publisher_send(&publishers[number % sensors], now - duration);
        }
        publishers_turn(publishers, sensors, 0);
        watch_turn(watch, 1);
        if (probe.heads.there == frames && probe.tiles.there == frames) break;
    }

    printf("{\"rate\": %.0f, \"frames\": %ld, ", rate, frames - skipped);
    print_waiting("tile", &probe.tiles, skipped, ", ");
    print_waiting("map", &probe.heads, skipped, ", ");
    printf("\"tiles\": %ld, \"heads\": %ld}\n", probe.tile_count, probe.head_count);
    return 0;
}
