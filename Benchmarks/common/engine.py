"""The engine under test: its configuration, its start, and what it says of itself on the bus."""

import json
import subprocess
import sys
import threading
import time

import bench

REGION = "bench"


def configuration(folder, port, bands):
    """Writes the configuration of the benchmark's region and returns its path."""
    raise SystemExit("not yet")


class Summary:
    """Follows the region's flat JSON summary."""

    def __init__(self, port):
        import paho.mqtt.client as mqtt

        self.values = {}
        self.samples = []  # (seconds, frames applied)
        self.changed = threading.Condition()
        self.client = mqtt.Client(client_id="bench-summary")
        self.client.on_message = self.on_message
        self.client.on_connect = lambda client, *_: client.subscribe(
            f"spectrum/v1/out/{REGION}/json/summary", qos=1
        )
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def on_message(self, client, context, message):
        with self.changed:
            self.values = json.loads(message.payload)
            self.samples.append((time.monotonic(), self.values.get("frames_applied", 0)))
            self.changed.notify_all()

    def wait(self, condition, seconds):
        with self.changed:
            return self.changed.wait_for(lambda: self.values and condition(self.values), seconds)

    def close(self):
        self.client.loop_stop()
        self.client.disconnect()
