#include "loop.h"

#include <mqtt_protocol.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

uint64_t now_unix_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

double now_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

void require(bool holds, const char *format, ...) {
    if (holds) return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

void connect_v5(struct mosquitto *client, int port, int receive_maximum, int session_seconds) {
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, receive_maximum);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_property *properties = NULL;
    if (session_seconds > 0) {
        mosquitto_property_add_int32(
            &properties, MQTT_PROP_SESSION_EXPIRY_INTERVAL, (uint32_t)session_seconds);
    }
    int code = mosquitto_connect_bind_v5(client, "127.0.0.1", port, 60, NULL, properties);
    require(code == MOSQ_ERR_SUCCESS, "cannot connect: %s", mosquitto_strerror(code));
    mosquitto_property_free_all(&properties);
}

const char *option(int count, char **arguments, const char *name, const char *otherwise) {
    for (int index = 1; index + 1 < count; index++) {
        if (strncmp(arguments[index], "--", 2) == 0 && strcmp(arguments[index] + 2, name) == 0) {
            return arguments[index + 1];
        }
    }
    return otherwise;
}

long option_number(int count, char **arguments, const char *name, long otherwise) {
    const char *text = option(count, arguments, name, NULL);
    if (text == NULL) return otherwise;
    char *end;
    long number = strtol(text, &end, 10);
    require(*end == 0, "--%s wants a number, not '%s'", name, text);
    return number;
}
