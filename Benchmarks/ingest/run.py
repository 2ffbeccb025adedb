"""Frames a second and processor time a frame, from the broker to committed.

    run.py [--quick] [--rounds 3] [--frames 40000] [--only floor,engine,peer-map,…]

In every round each program runs once, on a broker and a database of its own, under the same load
(load.c: 8 sensors, 200 frames in flight each, QoS 1, about 2 KiB a frame). Rounds are interleaved, so
that a noisy neighbour meets all of them. Benchmarks/README.md says how to read the table.
"""

import argparse
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "common"))
import bench  # noqa: E402
import engine  # noqa: E402

NAMES = {
    "floor": "floor (C, journal only)",
    "engine": "ethermap engine",
    "peer-map": "Python, grouped, map",
    "peer": "Python, grouped, mean",
    "peer-each": "Python, each, mean",
}
# The slow ones get fewer frames: a run should take seconds, not minutes.
SHARE = {"floor": 1.0, "engine": 1.0, "peer-map": 0.25, "peer": 0.25, "peer-each": 0.05}


def start_load(port, frames, options):
    return subprocess.Popen(
        [
            str(bench.BUILD / "load"), "--port", str(port), "--frames", str(frames),
            "--sensors", str(options.sensors), "--in-flight", str(options.in_flight),
            "--points", str(options.points), "--bands", str(options.bands),
        ],
        stdout=subprocess.PIPE, text=True,
    )


def run_program(command, broker, frames, options):
    """Runs a program that prints "ready" and then its own figures."""
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if program.stdout.readline().strip() != "ready":
            sys.exit(f"{command[0]} did not get ready")
        load = start_load(broker.port, frames, options)
        result = json.loads(program.stdout.readline() or "null")
        result_load = json.loads(load.communicate(timeout=120)[0])
    finally:
        bench.stop(program)
    if result is None:
        sys.exit(f"{command[0]} ended early")
    if result.get("rows", frames) != frames:
        sys.exit(f"{result['rows']} rows of {frames} frames")
    result["broker_us_per_frame"] = 1e6 * bench.cpu_seconds(broker.process) / frames
    return {**result, "load": result_load}


def run_once(name, messages, options):
    frames = max(int(options.frames * SHARE[name]), 200)
    with bench.Scratch() as folder, bench.Broker(folder) as broker:
        port, database = str(broker.port), str(folder / "frames.sqlite")
        if name == "engine":
            return engine.ingest(
                folder, broker, frames, options, lambda: start_load(broker.port, frames, options)
            )
        if name == "floor":
            command = [str(bench.BUILD / "floor")]
        else:
            peer = pathlib.Path(__file__).with_name("peer.py")
            command = [sys.executable, str(peer), "--messages", str(messages)]
            command += ["--commit", "each" if name == "peer-each" else "group"]
            command += ["--work", "map" if name == "peer-map" else "mean"]
        command += ["--port", port, "--frames", str(frames), "--database", database]
        return run_program(command, broker, frames, options)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one short round: does it work")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--frames", type=int, default=100000)
    parser.add_argument("--sensors", type=int, default=8)
    parser.add_argument("--in-flight", type=int, default=200)
    parser.add_argument("--points", type=int, default=47)
    parser.add_argument("--bands", type=int, default=4)
    parser.add_argument("--only", default=",".join(NAMES))
    parser.add_argument("--json", type=pathlib.Path, help="write every run's figures to this file")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.frames = 1, 4000
    names = [name for name in NAMES if name in options.only.split(",")]
    if "engine" in names and not bench.ENGINE.exists():
        bench.say(f"no {bench.ENGINE}: without the engine (make binary)")
        names.remove("engine")

    messages = bench.build()
    print(bench.machine())
    runs = {name: [] for name in names}
    for number in range(options.rounds):
        for name in names:
            result = run_once(name, messages, options)
            runs[name].append(result)
            bench.say(
                f"round {number + 1}: {NAMES[name]}: {result['frames_per_second']:,.0f} frames/s, "
                f"{result['cpu_us_per_frame']:.1f} µs/frame"
            )

    size = runs[names[0]][0]["load"]["bytes"]
    print(f"\n{size} B a frame, {options.sensors} sensors, QoS 1; minimum / median / maximum of "
          f"{options.rounds} rounds\n")
    rows = []
    for name in names:
        rates = [run["frames_per_second"] for run in runs[name]]
        costs = [run["cpu_us_per_frame"] for run in runs[name]]
        row = [NAMES[name], bench.spread(rates), bench.spread(costs, 1)]
        for other in ("floor", "peer-map", "peer", "peer-each"):
            # Each round against the same round: both met the same neighbours.
            ratios = [
                rate / run["frames_per_second"]
                for rate, run in zip(rates, runs.get(other, []))
            ]
            row.append(bench.spread(ratios, 2) if ratios else "")
        rows.append(row)
    bench.table(["", "frames/s", "CPU µs/frame", "of floor", "of map", "of mean", "of each"], rows)
    if options.json:
        bench.write_json(options.json, {"machine": bench.machine(), "runs": runs})


main()
