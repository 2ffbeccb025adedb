#!/usr/bin/env python3
"""Draws docs/images/demo-map.png: runs `ethermap demo` and listens on its broker as any consumer would.

Needs ethermap in the PATH, and Debian's python3-paho-mqtt, python3-protobuf, python3-matplotlib and
protobuf-compiler. Not a part of `make test`.
"""
import argparse, importlib, math, pathlib, re, subprocess, sys, tempfile
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import paho.mqtt.client as mqtt

HERE = pathlib.Path(__file__).resolve().parent
PROTO = HERE.parents[1] / "proto"
SEED = 6
TRUTH = (50.08950257940573, 14.425425489966864)  # where that seed hides the interferer

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--seconds", type=float, default=45.0, help="length of the run (default: 45)")
parser.add_argument("--output", default=str(HERE / "demo-map.png"))
args = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    names = ("map", "rss", "alert")
    files = [str(PROTO / f"ethermap/v1/{name}.proto") for name in names]
    subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={folder}", *files], check=True)
    sys.path.insert(0, folder)
    map_pb, rss_pb, alert_pb = (importlib.import_module(f"ethermap.v1.{name}_pb2") for name in names)

heads, tiles, tracks, alerts = {}, {}, {}, []

def on_message(_, __, message):
    level = message.topic.split("/")
    if level[2] == "in":
        frame = rss_pb.RssFrame.FromString(message.payload)
        tracks.setdefault(level[4], []).extend(zip(frame.latitude_deg, frame.longitude_deg))
    elif level[4] == "alert":
        alerts.append(alert_pb.Alert.FromString(message.payload))
    elif level[7] == "head":
        heads[level[5]] = map_pb.MapHead.FromString(message.payload)
    else:
        tile = map_pb.MapTile.FromString(message.payload)
        tiles[level[5], tile.z, tile.y, tile.x] = tile

with tempfile.TemporaryDirectory() as folder:
    demo = subprocess.Popen(
        ["ethermap", "demo", "--seed", str(SEED), "--duration", str(args.seconds), "--state-dir", folder + "/state"],
        stdout=subprocess.PIPE, text=True)
    port = int(re.search(r"127\.0\.0\.1:(\d+)", demo.stdout.readline()).group(1))
    client = mqtt.Client()
    client.on_message = on_message
    client.connect("127.0.0.1", port)
    for topic in ("out/demo/map/#", "out/demo/alert", "in/demo/+/rss"):
        client.subscribe("spectrum/v1/" + topic, qos=1)
    client.loop_start()
    print(demo.stdout.read(), end="", file=sys.stderr)
    demo.wait()
    client.loop_stop()

head = heads["iss"]

def metres(latitude, longitude):
    east = (longitude - head.origin_longitude_deg) * 111320 * math.cos(math.radians(head.origin_latitude_deg))
    return east, (latitude - head.origin_latitude_deg) * 111229

def plane(product):
    values = np.full((head.ny, head.nx), np.nan)
    for part in (part for part in heads[product].tiles if part.z == head.nz - 1):  # the UAVs' level
        tile = tiles[product, part.z, part.y, part.x]
        codes = np.frombuffer(tile.values, "<i2").reshape(tile.row_count, tile.column_count)
        y, x = 64 * part.y, 64 * part.x
        values[y:y + tile.row_count, x:x + tile.column_count] = np.where(
            codes == -32768, np.nan, tile.offset + tile.scale * codes)
    return values

rows = [line for line in (HERE / "demo-city.txt").read_text().splitlines() if not line.startswith("# ")]
city = np.array([[character == "#" for character in row] for row in rows], float)
alert = next(alert for alert in alerts if alert.kind == alert_pb.Alert.INTERFERER_DETECTED)
place = metres(alert.latitude_deg, alert.longitude_deg)
truth = metres(*TRUTH)
width, height = head.nx * head.cell_east_m, head.ny * head.cell_north_m

plt.rcParams.update({"font.size": 9, "font.family": "DejaVu Sans"})
figure, axes = plt.subplots(1, 3, figsize=(13.2, 5.35), sharey=True, layout="constrained")
low, high = -90, -35  # one scale for both powers
station = (0.32 * width, 0.36 * height)  # CityScenarioConfiguration.stationShares
panels = (
    ("rss", "Received signal strength (RSS)", "dBm", "viridis", low, high),
    ("iss", "Interfering signal strength (ISS)", "dBm", "viridis", low, high),
    ("sinr", "SINR: desired over interfering", "dB", "RdBu", -40, 40),
)
for axis, (product, title, unit, colours, vmin, vmax) in zip(axes, panels):
    image = axis.imshow(plane(product), origin="lower", extent=(0, width, 0, height), cmap=colours,
                        vmin=vmin, vmax=vmax, interpolation="nearest")
    axis.contour(np.kron(city, np.ones((4, 4))), levels=[0.5], origin="lower", extent=(0, width, 0, height),
                 colors="0.15", linewidths=0.35, alpha=0.75)
    for name, points in tracks.items():
        if not name.startswith("uav"):
            continue
        way = np.array([metres(*point) for point in points[-240:]])
        axis.plot(way[:, 0], way[:, 1], color="white", lw=1.6, alpha=0.85)
        axis.plot(way[:, 0], way[:, 1], color="black", lw=0.7)
        axis.plot(*way[-1], "^", ms=7, mfc="black", mec="white", mew=0.8)
    axis.add_patch(plt.Circle(place, alert.ce90_m, fill=False, ec="#d7191c", lw=1.8, zorder=5))
    axis.plot(*place, "+", ms=11, mew=2, color="#d7191c", zorder=5)
    axis.plot(*station, "s", ms=8, mfc="white", mec="black", mew=1.2, zorder=5)
    axis.plot(*truth, "*", ms=15, mfc="#ffd700", mec="black", mew=0.9, zorder=6)
    axis.set_title(title, fontsize=10.5)
    axis.set_xlim(0, width)
    axis.set_ylim(0, height)
    axis.set_xticks(range(0, int(width) + 1, 100))
    axis.set_yticks(range(0, int(height) + 1, 100))
    axis.set_xlabel("east (m)")
    figure.colorbar(image, ax=axis, location="bottom", label=unit, shrink=0.86, pad=0.02, aspect=32)
axes[0].set_ylabel(f"north (m), {head.z_level_m[-1]:.0f} m above the ground")
handles = [
    plt.Line2D([], [], marker="*", ls="", ms=13, mfc="#ffd700", mec="black", label="hidden interferer, true position"),
    plt.Line2D([], [], marker="+", ls="", ms=10, mew=2, color="#d7191c", label="alert, circle: CE90"),
    plt.Line2D([], [], marker="^", color="black", lw=1, ms=7, mec="white", label="UAV and its last 12 s"),
    plt.Line2D([], [], marker="s", ls="", ms=8, mfc="white", mec="black", label="own station"),
    plt.Line2D([], [], color="0.3", lw=0.7, label="building"),
]
figure.legend(handles=handles, loc="outside upper center", ncols=5, frameon=False)
figure.savefig(args.output, dpi=110)
error = math.dist(place, truth)
print(f"{args.output}: revision {head.revision}, alert {error:.0f} m from the truth, CE90 {alert.ce90_m:.0f} m")
