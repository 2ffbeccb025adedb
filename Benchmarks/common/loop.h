// What the benchmarks' programs share beside frames: time, connections, options.
#pragma once

#include <mosquitto.h>
#include <stdbool.h>
#include <stdint.h>

// Nanoseconds since 1970, UTC.
uint64_t now_unix_ns(void);
// Seconds on a clock that only goes forward.
double now_seconds(void);
// Processor seconds, user and system, of this process.
double cpu_seconds(void);

// Ends the program with a sentence on the standard error stream where `holds` is false.
void require(bool holds, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Connects with MQTT 5. With `session_seconds` over 0 the session outlives the connection.
void connect_v5(struct mosquitto *client, int port, int receive_maximum, int session_seconds);

// The value after `--name` among the arguments, or the default.
const char *option(int count, char **arguments, const char *name, const char *otherwise);
long option_number(int count, char **arguments, const char *name, long otherwise);
