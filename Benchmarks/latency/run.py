"""Milliseconds from a frame's publication to its map tile, at 100 and 1 000 frames a second.

    run.py [--quick] [--rounds 3] [--rates 100,1000] [--seconds 20] [--product rss]

Benchmarks/README.md says what is counted.
"""

import argparse
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "common"))
import bench  # noqa: E402
import engine  # noqa: E402


def run_once(rate, options):
    """One engine, one broker, one rate: the probe's figures and the engine's processor time."""
    with bench.Scratch() as folder, bench.Broker(folder) as broker:
        with engine.Engine(folder, broker.port, options.bands) as running:
            before = running.cpu_seconds()
            probe = subprocess.run(
                [
                    str(bench.BUILD / "probe"), "--port", str(broker.port), "--rate", str(rate),
                    "--seconds", str(options.seconds), "--warm-up", str(options.warm_up),
                    "--bands", str(options.bands), "--product", options.product,
                ],
                stdout=subprocess.PIPE, text=True, check=True,
            )
            result = json.loads(probe.stdout)
            result["engine_cpu_seconds"] = running.cpu_seconds() - before
            return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one short round: does it work")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rates", default="100,1000")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--bands", type=int, default=4)
    parser.add_argument("--product", default="rss")
    parser.add_argument("--json", type=pathlib.Path, help="write every run's figures to this file")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.warm_up = 1, 5, 2
    rates = [int(rate) for rate in options.rates.split(",")]
    if not bench.ENGINE.exists():
        sys.exit(f"no {bench.ENGINE}: make binary")

    bench.build()
    print(bench.machine())
    runs = {rate: [] for rate in rates}
    for number in range(options.rounds):
        for rate in rates:
            result = run_once(rate, options)
            runs[rate].append(result)
            bench.say(f"round {number + 1}: {rate}/s: {json.dumps(result)}")
            for kind in ("tile", "map"):
                if result[kind]["count"] == 0:
                    sys.exit(f"{rate}/s: no frame came back in a {kind}")

    print(f"\nmilliseconds, product {options.product}; minimum / median / maximum of "
          f"{options.rounds} rounds\n")
    rows = []
    for rate in rates:
        for kind in ("tile", "map"):
            results = [run[kind] for run in runs[rate]]
            covered = sum(result["count"] for result in results)
            sent = sum(run["frames"] for run in runs[rate])
            rows.append(
                [f"{rate:,}/s to {kind}", f"{100 * covered / sent:.1f} %"]
                + [
                    bench.spread([result[part] for result in results], 1)
                    for part in ("p50_ms", "p90_ms", "p99_ms", "max_ms")
                ]
            )
    bench.table(["", "frames seen", "p50", "p90", "p99", "max"], rows)
    if options.json:
        bench.write_json(options.json, {"machine": bench.machine(), "runs": runs})


main()
