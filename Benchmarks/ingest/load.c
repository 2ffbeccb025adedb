// The load: S sensors, each with a connection of its own, publish N valid RssFrames at QoS 1.
//
//   load --port P --frames N [--sensors 8] [--in-flight 200] [--points 47] [--bands 4]
//        [--stamp-rate 25000]
//
// They go as fast as the broker takes them. Each frame is new: sequence, time and CRC-32C. Their times
// run as if --stamp-rate frames a second were measured by all sensors together, so that the load means
// the same work to whoever reads the times, however fast it comes; the last few frames
// are three seconds later and close what is open. Prints one JSON object when the broker has
// acknowledged all.

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
    double stamp_rate = (double)option_number(count, arguments, "stamp-rate", 25000);
    require(stamp_rate > 0 && frames > sensors, "a stamp rate, and more frames than sensors");

    double program_start = now_seconds();
    mosquitto_lib_init();
    Publisher *publishers = publishers_connect(sensors, port, points, bands);
    size_t bytes = 0;
    double start = now_seconds(), cpu = cpu_seconds();
    uint64_t first_unix_ns = now_unix_ns();
    long sent = 0, open = 1, due = frames - sensors;
    while (sent < frames || open > 0) {
        long before = sent;
        // Strictly in turn: no sensor's times run ahead of another's by more than the windows.
        while (sent < due && publishers[sent % sensors].in_flight < in_flight) {
            double offset = (double)sent / stamp_rate + (sent >= frames - sensors ? 3 : 0);
            Publisher *publisher = &publishers[sent % sensors];
            bytes = publisher_send(publisher, first_unix_ns + (uint64_t)(offset * 1e9));
            sent++;
        }
        publishers_turn(publishers, sensors, sent > before ? 0 : 100);
        open = 0;
        for (int index = 0; index < sensors; index++) open += publishers[index].in_flight;
        // The closing frames must not overtake another sensor's: the broker has all others by then.
        if (open == 0) due = frames;
    }
    double seconds = now_seconds() - start;
    printf(
        "{\"frames\": %ld, \"bytes\": %zu, \"seconds\": %.3f, \"frames_per_second\": %.1f,"
        " \"connect_seconds\": %.3f, \"cpu_us_per_frame\": %.2f}\n",
        frames, bytes, seconds, (double)frames / seconds, start - program_start,
        1e6 * (cpu_seconds() - cpu) / (double)frames);
    for (int index = 0; index < sensors; index++) mosquitto_disconnect(publishers[index].client);
    return 0;
}
