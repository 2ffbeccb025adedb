// The floor of ingestion: what any program pays that acknowledges a frame after committing it.
//
// The engine's loop and nothing else: poll, read what is there up to the window, append each payload
// to a journal, COMMIT (WAL, synchronous FULL), and only then write the acknowledgements. Nothing is
// decoded, checked or deduplicated. Threaded mode without a thread is what makes libmosquitto queue
// its acknowledgements until loop_write.
//
//   floor --port P --frames N --database FILE [--window 1000]
//
// Prints "ready" when it is subscribed, and one JSON object when N frames are committed.

#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loop.h"

typedef struct {
    sqlite3 *database;
    sqlite3_stmt *insert;
    long received;
    long in_transaction;
    double first_seconds;
    double first_cpu_seconds;
} Floor;

static void execute(sqlite3 *database, const char *sql) {
    char *message = NULL;
    int code = sqlite3_exec(database, sql, NULL, NULL, &message);
    require(code == SQLITE_OK, "%s: %s", sql, message ? message : "");
}

static void on_message(
    struct mosquitto *client, void *context, const struct mosquitto_message *message
) {
    (void)client;
    Floor *floor = context;
    if (floor->received == 0) {
        floor->first_seconds = now_seconds();
        floor->first_cpu_seconds = cpu_seconds();
    }
    if (floor->in_transaction == 0) execute(floor->database, "BEGIN IMMEDIATE");
    sqlite3_bind_int64(floor->insert, 1, (sqlite3_int64)now_unix_ns());
    sqlite3_bind_text(floor->insert, 2, message->topic, -1, SQLITE_STATIC);
    sqlite3_bind_blob(
        floor->insert, 3, message->payload, message->payloadlen, SQLITE_STATIC);
    int code = sqlite3_step(floor->insert);
    require(code == SQLITE_DONE, "insert: %s", sqlite3_errmsg(floor->database));
    sqlite3_reset(floor->insert);
    floor->received++;
    floor->in_transaction++;
}

static void on_subscribe(
    struct mosquitto *client, void *context, int message, int count, const int *granted
) {
    (void)client, (void)context, (void)message;
    require(count == 1 && granted[0] == 1, "the broker refused the subscription");
    puts("ready");
    fflush(stdout);
}

static void open_journal(Floor *floor, const char *path) {
    int code = sqlite3_open(path, &floor->database);
    require(code == SQLITE_OK, "cannot open %s", path);
    execute(floor->database, "PRAGMA journal_mode = WAL");
    execute(floor->database, "PRAGMA synchronous = FULL");
    execute(
        floor->database,
        "CREATE TABLE journal(id INTEGER PRIMARY KEY, received_unix_ns INTEGER NOT NULL,"
        " topic TEXT NOT NULL, payload BLOB NOT NULL)");
    code = sqlite3_prepare_v2(
        floor->database, "INSERT INTO journal(received_unix_ns, topic, payload) VALUES(?, ?, ?)",
        -1, &floor->insert, NULL);
    require(code == SQLITE_OK, "%s", sqlite3_errmsg(floor->database));
}

int main(int count, char **arguments) {
    int port = (int)option_number(count, arguments, "port", 1883);
    long frames = option_number(count, arguments, "frames", 10000);
    long window = option_number(count, arguments, "window", 1000);
    Floor floor = {0};
    open_journal(&floor, option(count, arguments, "database", "floor.sqlite"));

    mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new("floor", false, &floor);
    require(client != NULL, "no client");
    mosquitto_threaded_set(client, true);
    mosquitto_message_callback_set(client, on_message);
    mosquitto_subscribe_callback_set(client, on_subscribe);
    connect_v5(client, port, (int)window, 3600);
    mosquitto_subscribe(client, NULL, "spectrum/v1/in/+/+/rss", 1);

    long commits = 0;
    double last_seconds = now_seconds();
    while (floor.received < frames) {
        struct pollfd socket = {
            .fd = mosquitto_socket(client),
            .events = (short)(POLLIN | (mosquitto_want_write(client) ? POLLOUT : 0)),
        };
        int ready = poll(&socket, 1, 1000);
        // Everything that is there, up to the window: one frame a call.
        while (ready > 0 && (socket.revents & POLLIN) && floor.in_transaction < window
               && floor.received < frames) {
            int code = mosquitto_loop_read(client, 1);
            require(code == MOSQ_ERR_SUCCESS, "read: %s", mosquitto_strerror(code));
            ready = poll(&socket, 1, 0);
        }
        if (floor.in_transaction > 0) {
            execute(floor.database, "COMMIT");
            floor.in_transaction = 0;
            commits++;
            last_seconds = now_seconds();
        }
        mosquitto_loop_write(client, 1);
        mosquitto_loop_misc(client);
        require(now_seconds() - last_seconds < 30, "30 s without a frame");
    }
    double seconds = now_seconds() - floor.first_seconds;
    double cpu = cpu_seconds() - floor.first_cpu_seconds;
    printf(
        "{\"frames\": %ld, \"seconds\": %.3f, \"frames_per_second\": %.1f,"
        " \"cpu_us_per_frame\": %.2f, \"frames_per_commit\": %.1f}\n",
        frames, seconds, (double)frames / seconds, 1e6 * cpu / (double)frames,
        (double)frames / (double)commits);
    mosquitto_destroy(client);
    sqlite3_finalize(floor.insert);
    sqlite3_close(floor.database);
    return 0;
}
