"""IMNet and the residual network in PyTorch, ONNX Runtime and OpenVINO, timed as run.py asks.

Weights do not matter for time, the wiring does: it is that of Sources/Interference/Networks.
Prints one JSON object a line: peer, network, what, batch, threads, milliseconds (median of rounds).
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batches", type=int, nargs="*", default=[1, 8])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", nargs="*", default=["torch", "onnxruntime", "openvino"])
    parser.add_argument("--networks", nargs="*", default=["imnet", "residual"])
    parser.add_argument("--train", action="store_true", help="time training steps (PyTorch only)")
    return parser.parse_args()


OPTIONS = arguments()
# Read by OpenMP when the libraries load, so before they are imported.
os.environ["OMP_NUM_THREADS"] = str(OPTIONS.threads)

import numpy
import torch
from torch import nn

torch.set_num_threads(OPTIONS.threads)


class IMNet(nn.Module):
    """Tables I and II."""

    inputs = [1, 1]

    def __init__(self):
        super().__init__()

        def conv(a, b, k):
            return nn.Conv2d(a, b, k, padding=k // 2)

        def up(a, b, k):
            return nn.ConvTranspose2d(a, b, k, 2, padding=(k - 1) // 2, output_padding=k % 2)

        self.e = nn.ModuleList(
            [conv(2, 6, 3), conv(6, 40, 5), conv(40, 50, 5), conv(50, 60, 5), conv(60, 100, 5),
             conv(100, 120, 3), conv(120, 150, 5), conv(150, 170, 5)])
        self.n = nn.ModuleList(
            [conv(1, 20, 3), conv(20, 30, 3), conv(30, 40, 3), conv(40, 90, 3), conv(90, 150, 3),
             conv(150, 150, 3)])
        self.d = nn.ModuleList(
            [up(320, 150, 4), up(300, 120, 4), conv(240, 100, 5), up(200, 60, 5), conv(120, 50, 3),
             up(100, 40, 5), up(81, 20, 5), conv(27, 20, 5), conv(21, 1, 5)])

    def forward(self, y, b):
        relu, pool = nn.functional.relu, lambda x: nn.functional.max_pool2d(x, 2)
        e1 = relu(self.e[0](torch.cat([y, b], 1)))
        e2 = pool(relu(self.e[1](e1)))
        e3 = pool(relu(self.e[2](e2)))
        e4 = relu(self.e[3](e3))
        e5 = pool(relu(self.e[4](e4)))
        e6 = relu(self.e[5](e5))
        e7 = pool(relu(self.e[6](e6)))
        e8 = pool(relu(self.e[7](e7)))
        n = b
        for layer in self.n[:5]:
            n = pool(relu(layer(n)))
        n = relu(self.n[5](n))
        x = relu(self.d[0](torch.cat([e8, n], 1)))
        x = relu(self.d[1](torch.cat([x, e7], 1)))
        x = relu(self.d[2](torch.cat([x, e6], 1)))
        x = relu(self.d[3](torch.cat([x, e5], 1)))
        x = relu(self.d[4](torch.cat([x, e4], 1)))
        x = relu(self.d[5](torch.cat([x, e3], 1)))
        x = relu(self.d[6](torch.cat([x, e2, pool(y)], 1)))
        x = relu(self.d[7](torch.cat([x, e1, y], 1)))
        return self.d[8](torch.cat([x, y], 1))


class Residual(nn.Module):
    """ResidualNet of width 16."""

    inputs = [13]

    def __init__(self, width=16):
        super().__init__()
        counts = [2 * width, 4 * width, 6 * width, 8 * width]
        planes = self.inputs[0]

        def pair(a, b):
            return nn.Sequential(
                nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU())

        self.stem = nn.Conv2d(planes, counts[0], 3, 2, padding=1)
        self.down = nn.ModuleList([pair(a, b) for a, b in zip([counts[0]] + counts, counts)])
        self.lift = nn.ModuleList(
            [nn.ConvTranspose2d(counts[i + 1], counts[i], 2, 2) for i in range(3)])
        self.up = nn.ModuleList([pair(2 * counts[i], counts[i]) for i in range(3)])
        self.last = nn.ConvTranspose2d(counts[0], width, 2, 2)
        self.join = nn.Conv2d(width + planes, width, 3, padding=1)
        self.heads = nn.Conv2d(width, 4, 3, padding=1)

    def forward(self, planes):
        skips = []
        x = torch.relu(self.stem(planes))
        for level, pair in enumerate(self.down):
            if level:
                x = nn.functional.max_pool2d(x, 2)
            x = pair(x)
            skips.append(x)
        for level in reversed(range(3)):
            x = self.up[level](torch.cat([self.lift[level](x), skips[level]], 1))
        x = torch.relu(self.join(torch.cat([self.last(x), planes], 1)))
        return self.heads(x)


def median_ms(function, rounds):
    function()
    function()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        function()
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times)


def planes(network, batch):
    generator = torch.Generator().manual_seed(1)
    return [torch.rand(batch, n, 128, 128, generator=generator) for n in network.inputs]


def forward_torch(network, batch):
    x = planes(network, batch)

    def run():
        with torch.inference_mode():
            network(*x)

    return run


def forward_compiled(network, batch):
    compiled = torch.compile(network)
    x = planes(network, batch)

    def run():
        with torch.inference_mode():
            compiled(*x)

    return run


def exported(network, batch, folder):
    path = os.path.join(folder, f"{type(network).__name__}-{batch}.onnx")
    names = [f"x{i}" for i in range(len(network.inputs))]
    torch.onnx.export(
        network, tuple(planes(network, batch)), path, input_names=names, output_names=["out"],
        dynamo=False)
    return path, names


def forward_onnxruntime(network, batch, folder):
    import onnxruntime

    path, names = exported(network, batch, folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = OPTIONS.threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feed = {n: x.numpy() for n, x in zip(names, planes(network, batch))}
    return lambda: session.run(None, feed)


def forward_openvino(network, batch, folder):
    import openvino

    path, names = exported(network, batch, folder)
    core = openvino.Core()
    compiled = core.compile_model(
        path, "CPU",
        {"INFERENCE_NUM_THREADS": OPTIONS.threads, "INFERENCE_PRECISION_HINT": "f32",
         "PERFORMANCE_HINT": "LATENCY"})
    request = compiled.create_infer_request()
    feed = {n: x.numpy() for n, x in zip(names, planes(network, batch))}
    return lambda: request.infer(feed)


def train_torch(network, batch):
    x = planes(network, batch)
    with torch.no_grad():
        target = torch.zeros_like(network(*x))
    adam = torch.optim.Adam(network.parameters(), lr=1e-4)

    def run():
        adam.zero_grad()
        nn.functional.mse_loss(network(*x), target).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        adam.step()

    return run


def say(peer, network, what, batch, milliseconds):
    print(json.dumps({
        "peer": peer, "network": network, "what": what, "batch": batch,
        "threads": OPTIONS.threads, "milliseconds": round(milliseconds, 3)}), flush=True)


def main():
    makers = {"imnet": IMNet, "residual": Residual}
    with tempfile.TemporaryDirectory() as folder:
        for name in OPTIONS.networks:
            for batch in OPTIONS.batches:
                runs = {
                    "torch": lambda n: forward_torch(n, batch),
                    "torch-compiled": lambda n: forward_compiled(n, batch),
                    "onnxruntime": lambda n: forward_onnxruntime(n, batch, folder),
                    "openvino": lambda n: forward_openvino(n, batch, folder),
                }
                for peer in OPTIONS.peers:
                    torch.manual_seed(1)
                    network = makers[name]().eval()
                    try:
                        function = runs[peer](network)
                        say(peer, name, "forward", batch, median_ms(function, OPTIONS.rounds))
                    except Exception as error:  # a peer that is not there is said, not hidden
                        print(f"{peer}: {error}"[:200], file=sys.stderr)
            if OPTIONS.train:
                network = makers[name]().train()
                batch = max(OPTIONS.batches)
                say("torch", name, "train", batch,
                    median_ms(train_torch(network, batch), min(OPTIONS.rounds, 3)))


main()
