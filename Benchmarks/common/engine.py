"""The engine under test: its configuration, its start, and what it says of itself on the bus."""

import json
import subprocess
import sys
import threading
import time

import bench

# As in frames.h: the region that the simulated sensors fly over.
REGION = "bench"
LATITUDE_DEG, LONGITUDE_DEG, SIDE_METRES = 52.0, 13.0, 1000.0
METRES_PER_DEGREE = 111195.0
CELL_METRES = 10


def configuration(folder, port, bands, clock):
    """Writes the configuration of the benchmark's region and returns its path.

    100 by 100 cells; every other band has a station of the operator, and so all four products.
    """
    lines = [
        "region:",
        f"  name: {REGION}",
        f"  origin: {{latitude_deg: {LATITUDE_DEG}, longitude_deg: {LONGITUDE_DEG}, altitude_m: 0}}",
        f"  grid: {{cell_m: {CELL_METRES}, nx: 100, ny: 100, z_levels_m: [40]}}",
        "  bands:",
    ]
    for band in range(bands):
        lines.append(
            f"    - {{name: b{band}, center_frequency_hz: {2.4e9 + 2e7 * band:.0f},"
            f" bandwidth_hz: 20000000}}"
        )
    lines.append("  stations:")
    for band in range(0, bands, 2):
        east = SIDE_METRES * (band % 3 + 1) / 4
        north = SIDE_METRES * (band // 3 % 3 + 1) / 4
        latitude = LATITUDE_DEG + north / METRES_PER_DEGREE
        longitude = LONGITUDE_DEG + east / METRES_PER_DEGREE / 0.61566  # cosine of 52 degrees
        lines.append(
            f"    - {{name: station {band}, band: b{band}, latitude_deg: {latitude:.6f},"
            f" longitude_deg: {longitude:.6f}, altitude_m: 25, eirp_dbm: 30}}"
        )
    lines += [
        "time:",
        f"  clock: {clock}",
        "mqtt:",
        f"  port: {port}",
        "  health_interval_s: 0.1",
        "store:",
        f"  directory: {folder / 'state'}",
        "log:",
        "  level: warning",
    ]
    path = folder / "engine.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


class Summary:
    """Follows the region's flat JSON summary."""

    def __init__(self, port):
        import paho.mqtt.client as mqtt

        self.values = {}
        self.samples = []  # (seconds, values applied)
        self.changed = threading.Condition()
        self.client = mqtt.Client(client_id="bench-summary")
        self.client.on_message = self.on_message
        self.client.on_connect = lambda client, *_: client.subscribe(
            f"spectrum/v1/out/{REGION}/json/summary", qos=1
        )
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def on_message(self, client, context, message):
        if not message.payload:
            return
        with self.changed:
            self.values = json.loads(message.payload)
            self.samples.append((time.monotonic(), self.values.get("values_applied", 0)))
            self.changed.notify_all()

    def wait(self, condition, seconds):
        """Whether the summary meets the condition within this time."""
        with self.changed:
            return self.changed.wait_for(
                lambda: bool(self.values) and condition(self.values), seconds
            )

    def close(self):
        self.client.loop_stop()
        self.client.disconnect()


class Engine:
    """`ethermap engine` on a private broker, from its first summary to its end."""

    def __init__(self, folder, port, bands, clock="wall"):
        self.path = configuration(folder, port, bands, clock)
        self.log_path = folder / "engine.log"
        self.summary = Summary(port)

    def __enter__(self):
        self.log = self.log_path.open("w")
        self.process = subprocess.Popen(
            [str(bench.ENGINE), "engine", "--config", str(self.path)],
            stdout=self.log, stderr=self.log,
        )
        if not self.summary.wait(lambda _: True, 20):
            self.__exit__()
            sys.exit(f"the engine said nothing within 20 s:\n{self.log_path.read_text()[-2000:]}")
        return self

    def __exit__(self, *_):
        self.summary.close()
        bench.stop(self.process)
        self.log.close()

    def cpu_seconds(self):
        """Processor seconds that the engine has taken so far."""
        return bench.cpu_seconds(self.process)


def settled(values, bands):
    """Values that are in the maps' evidence, or came after their round had closed."""
    return values.get("values_applied", 0) + bands * values.get("points_late", 0)


def ingest(folder, broker, frames, options, start_load):
    """Runs the engine under a load and returns its figures, as the peers report theirs.

    Its clock is the frames' own: on the wall clock, frames that a full queue had delayed beyond the
    allowed lateness would be journaled but not applied, and the engine would look too fast. It is done
    when every value is in the maps' evidence, but those of the last few frames, which only close
    what is open. A round that holds very many samples closes early; what that makes late is counted,
    and must be less than one point in a hundred.
    """
    values_due = (frames - options.sensors) * options.points * options.bands
    with Engine(folder, broker.port, options.bands, clock="event") as engine:
        summary = engine.summary
        cpu, start = engine.cpu_seconds(), time.monotonic()
        load = start_load()
        if not summary.wait(lambda values: values.get("frames_accepted", 0) > 0, 30):
            sys.exit(f"the engine got no frame: {summary.values}")
        done = summary.wait(lambda values: settled(values, options.bands) >= values_due, 120)
        seconds = time.monotonic() - start
        cpu = engine.cpu_seconds() - cpu
        result_load = json.loads(load.communicate(timeout=120)[0])
        values = summary.values
        if not done:
            sys.exit(f"the engine did not apply all {values_due} values: {values}\n"
                     f"{engine.log_path.read_text()[-2000:]}")
    points = frames * options.points
    if values["frames_rejected"] or values["points_outside_grid"] or values["points_late"] > points / 100:
        sys.exit(f"the engine did not use the frames: {values}")
    seconds -= result_load["connect_seconds"]
    return {
        "frames": frames,
        "seconds": round(seconds, 3),
        "frames_per_second": round(frames / seconds, 1),
        "cpu_us_per_frame": round(1e6 * cpu / frames, 2),
        "broker_us_per_frame": 1e6 * bench.cpu_seconds(broker.process) / frames,
        "late_share": values["points_late"] / points,
        "load": result_load,
        "summary": values,
    }
