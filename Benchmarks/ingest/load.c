// The load: S sensors, each with a connection of its own, publish N valid RssFrames at QoS 1.
//
//   load --port P --frames N [--sensors 8] [--in-flight 200] [--points 47] [--bands 4] [--rate 0]
//
// Each frame is new: sequence, time and CRC-32C. --rate is frames a second of all sensors together;
// 0 is as fast as the broker takes them. Prints one JSON object when the broker has acknowledged all.

#include <stdio.h>

#include "loop.h"
#include "publisher.h"

int main(int count, char **arguments) {
    int port = (int)option_number(count, arguments, "port", 1883);
    long frames = option_number(count, arguments, "frames", 10000);
    int sensors = (int)option_number(count, arguments, "sensors", 8);
    long in_flight = option_number(count, arguments, "in-flight", 200);
    int points = (int)option_number(count, arguments, "points", 47);
    int bands = (int)option_number(count, arguments, "bands", 4);
    double rate = (double)option_number(count, arguments, "rate", 0);

    mosquitto_lib_init();
    Publisher *publishers = publishers_connect(sensors, port, points, bands);
    size_t bytes = 0;
    double start = now_seconds(), cpu = cpu_seconds();
    long sent = 0, open = 1;
    while (sent < frames || open > 0) {
        double due = rate > 0 ? rate * (now_seconds() - start) + 1 : (double)frames;
        long before = sent;
        for (int index = 0; index < sensors; index++) {
            Publisher *publisher = &publishers[index];
            // A paced sensor sends in its turn; an unpaced one fills its window.
            long share = rate > 0 ? 1 : in_flight;
            while (share-- > 0 && sent < frames && (double)sent < due
                   && publisher->in_flight < in_flight) {
                bytes = publisher_send(publisher, now_unix_ns());
                sent++;
            }
        }
        publishers_turn(publishers, sensors, sent > before ? 0 : rate > 0 ? 1 : 100);
        open = 0;
        for (int index = 0; index < sensors; index++) open += publishers[index].in_flight;
    }
    double seconds = now_seconds() - start;
    printf(
        "{\"frames\": %ld, \"bytes\": %zu, \"seconds\": %.3f, \"frames_per_second\": %.1f,"
        " \"cpu_us_per_frame\": %.2f}\n",
        frames, bytes, seconds, (double)frames / seconds,
        1e6 * (cpu_seconds() - cpu) / (double)frames);
    for (int index = 0; index < sensors; index++) mosquitto_disconnect(publishers[index].client);
    return 0;
}
