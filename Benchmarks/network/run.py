"""Ethermap's networks beside PyTorch, ONNX Runtime and OpenVINO: same wiring, same cores, one run.

    python Benchmarks/network/run.py [--rounds N] [--binary PATH]

Every round runs each program once, in turn; a figure is the median of a program's own repetitions, a
ratio is a peer's time over ours in the same round. Run it with a Python that has torch, onnx,
onnxruntime and openvino (`pip install torch onnx onnxruntime openvino`); peers that are missing are
said on stderr.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def rows(command, threads):
    cores = ",".join(str(n) for n in range(threads))
    run = subprocess.run(
        ["taskset", "-c", cores] + command, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--binary", default=os.path.join(ROOT, ".build", "release", "network"))
    options = parser.parse_args()
    peers = os.path.join(ROOT, "Benchmarks", "Peers", "networks.py")
    times = {}
    for _ in range(options.rounds):
        for threads in options.threads:
            ours = rows([options.binary, "--threads", str(threads), "--train"], threads)
            theirs = rows(
                [sys.executable, peers, "--threads", str(threads), "--train", "--peers", "torch",
                 "torch-compiled", "onnxruntime", "openvino"], threads)
            for row in ours + theirs:
                key = (row["threads"], row["network"], row["what"], row["batch"])
                times.setdefault(key, {}).setdefault(row["peer"], []).append(row["milliseconds"])
    print(f"{'threads':>7} {'network':>9} {'what':>8} {'batch':>5} {'program':>15} {'ms':>9} "
          f"{'ours is ... times as fast':>26}")
    for key in sorted(times):
        ours = times[key]["ethermap"]
        for peer, values in times[key].items():
            ratios = [theirs / own for theirs, own in zip(values, ours)]
            note = "" if peer == "ethermap" else (
                f"{min(ratios):8.2f} {statistics.median(ratios):8.2f} {max(ratios):8.2f}")
            print(f"{key[0]:7} {key[1]:>9} {key[2]:>8} {key[3]:5} {peer:>15} "
                  f"{statistics.median(values):9.1f} {note:>26}")


main()
