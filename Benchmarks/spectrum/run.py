"""Ethermap's spectra beside PyTorch and NumPy: same sizes, same steps, one core, one run.

    python Benchmarks/spectrum/run.py [--rounds N] [--compiled] [--core N] [--binary PATH]

Every round runs each program once, in turn; a figure is the median of the programs' own medians, a ratio
is a peer's time over ours in the same round. Run it with a Python that has numpy and torch.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def rows(command, core):
    run = subprocess.run(
        ["taskset", "-c", str(core)] + command, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--compiled", action="store_true", help="torch.compile, too")
    parser.add_argument("--binary", default=os.path.join(ROOT, ".build", "release", "spectrum"))
    options = parser.parse_args()
    peers = [sys.executable, os.path.join(ROOT, "Benchmarks", "Peers", "spectrum.py")]
    if options.compiled:
        peers.append("--compiled")
    times = {}
    for _ in range(options.rounds):
        for row in rows([options.binary], options.core) + rows(peers, options.core):
            key = (row["method"], row["unit"], row["cosets"], row["batch"])
            times.setdefault(key, {}).setdefault(row["peer"], []).append(row["microseconds"])
    print(f"{'method':>18} {'unit':>9} {'cosets':>6} {'batch':>5} {'program':>16} {'us':>9} "
          f"{'ours is ... times as fast':>26}")
    for key in sorted(times):
        ours = times[key].get("ethermap")
        for peer, values in times[key].items():
            note = ""
            if ours and peer != "ethermap":
                ratios = [theirs / own for theirs, own in zip(values, ours)]
                note = f"{min(ratios):8.2f} {statistics.median(ratios):8.2f} {max(ratios):8.2f}"
            print(f"{key[0]:>18} {key[1]:>9} {key[2]:6} {key[3]:5} {peer:>16} "
                  f"{statistics.median(values):9.1f} {note:>26}")


main()
