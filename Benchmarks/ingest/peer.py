"""What a user would write instead: paho-mqtt, protobuf and sqlite3, in Python.

    peer.py --port P --frames N --database FILE --messages FOLDER [--commit group|each] [--work map]

The guarantee is the engine's: a frame is acknowledged to the broker after it is committed (WAL,
synchronous FULL), so a kill at any moment loses nothing, and a frame that comes twice stands once.

--commit each is the program that people write: paho acknowledges when on_message returns, so
on_message commits. --commit group is the fastest one found with that guarantee: setting
`on_socket_register_write` tells paho that an outside loop does the writing, so that it queues its
acknowledgements; the loop below reads all that is there, commits once, and writes them all. (The
grouping that comes to mind first, a commit at every n-th message, acknowledges before it commits and
loses frames when killed.)

--work mean decodes a frame and stores it with its mean power. --work map does a part of what the
engine does with it: it also checks powers and positions, and adds every value to its cell of a map,
in linear power. (No CRC, no windows, no forgetting, no bias: those would only make it slower.)
"""

import argparse
import json
import math
import resource
import select
import socket
import sqlite3
import sys
import time


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Map:
    """Sums and counts of linear power by band and cell, over a square of 1 km in cells of 10 m."""

    SIDE = 100
    CELL_METRES = 10.0
    NORTH_METRES = 111195.0  # a degree of latitude
    EAST_METRES = NORTH_METRES * math.cos(math.radians(52.0))

    def __init__(self):
        self.sums, self.counts = {}, {}

    def apply(self, frame):
        """Adds a frame's values, or none of them where one is out of range."""
        powers, bands = frame.rss_dbm, frame.band_id
        # A comparison with NaN is false.
        if not all([-200.0 <= power <= 60.0 for power in powers]):
            return False
        cells = []
        for latitude, longitude in zip(frame.latitude_deg, frame.longitude_deg):
            column = int((longitude - 13.0) * self.EAST_METRES / self.CELL_METRES)
            row = int((latitude - 52.0) * self.NORTH_METRES / self.CELL_METRES)
            if not (0 <= column < self.SIDE and 0 <= row < self.SIDE):
                return False
            cells.append(row * self.SIDE + column)
        for number, band in enumerate(bands):
            if band not in self.sums:
                self.sums[band] = [0.0] * self.SIDE**2
                self.counts[band] = [0] * self.SIDE**2
            sums, counts = self.sums[band], self.counts[band]
            for cell, power in zip(cells, powers[number :: len(bands)]):
                sums[cell] += 10.0 ** (power / 10.0)
                counts[cell] += 1
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--frames", type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--messages", required=True, help="folder of protoc's Python modules")
    parser.add_argument("--commit", choices=["group", "each"], default="group")
    parser.add_argument("--work", choices=["mean", "map"], default="mean")
    parser.add_argument("--window", type=int, default=1000)
    options = parser.parse_args()

    import paho.mqtt.client as mqtt

    sys.path.insert(0, options.messages)
    from ethermap.v1.rss_pb2 import RssFrame

    database = sqlite3.connect(options.database, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute(
        "CREATE TABLE frame(sensor TEXT, boot_id INTEGER, sequence INTEGER, time_unix_ns INTEGER,"
        " mean_dbm REAL, payload BLOB, PRIMARY KEY(sensor, boot_id, sequence))"
    )
    field = Map() if options.work == "map" else None
    grouped = options.commit == "group"
    received = commits = in_transaction = 0
    first_seconds = first_cpu_seconds = 0.0

    def on_message(client, context, message):
        nonlocal received, commits, in_transaction, first_seconds, first_cpu_seconds
        if received == 0:
            first_seconds, first_cpu_seconds = time.monotonic(), cpu_seconds()
        if grouped and in_transaction == 0:
            database.execute("BEGIN IMMEDIATE")
        frame = RssFrame.FromString(message.payload)
        powers = frame.rss_dbm
        if field is not None and not field.apply(frame):
            sys.exit("a valid frame was refused")
        # Without BEGIN the statement is a transaction of its own, committed on return.
        database.execute(
            "INSERT OR IGNORE INTO frame VALUES(?, ?, ?, ?, ?, ?)",
            (
                frame.sensor_id,
                frame.boot_id,
                frame.sequence,
                frame.time_unix_ns,
                sum(powers) / len(powers),
                message.payload,
            ),
        )
        received += 1
        if grouped:
            in_transaction += 1
        else:
            commits += 1

    client = mqtt.Client(client_id="peer", clean_session=False, protocol=mqtt.MQTTv311)
    client.on_message = on_message
    client.on_subscribe = lambda *_: print("ready", flush=True)
    if grouped:
        client.on_socket_register_write = lambda *_: None
    client.connect("127.0.0.1", options.port)
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.subscribe("spectrum/v1/in/+/+/rss", qos=1)

    last_seconds = time.monotonic()
    while received < options.frames:
        before = received
        writers = [client.socket()] if client.want_write() else []
        select.select([client.socket()], writers, [], 1)
        # paho reads one packet a call where nothing is in flight outwards.
        while received < options.frames and received - before < options.window:
            if not select.select([client.socket()], [], [], 0)[0]:
                break
            if client.loop_read() != mqtt.MQTT_ERR_SUCCESS:
                sys.exit("connection lost")
        if in_transaction:
            database.execute("COMMIT")
            in_transaction = 0
            commits += 1
        client.loop_write()
        client.loop_misc()
        if received > before:
            last_seconds = time.monotonic()
        elif time.monotonic() - last_seconds > 30:
            sys.exit("30 s without a frame")

    seconds = time.monotonic() - first_seconds
    cpu = cpu_seconds() - first_cpu_seconds
    result = {
        "frames": received,
        "seconds": round(seconds, 3),
        "frames_per_second": round(received / seconds, 1),
        "cpu_us_per_frame": round(1e6 * cpu / received, 2),
        "frames_per_commit": round(received / commits, 1),
        "rows": database.execute("SELECT count(*) FROM frame").fetchone()[0],
    }
    print(json.dumps(result))


main()
