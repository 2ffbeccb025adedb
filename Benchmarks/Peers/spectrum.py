"""Neural compressive sensing in PyTorch, rivals and the streaming estimator in NumPy, timed as Benchmarks/spectrum/run.py asks.

Same sizes, same steps, one core: L = 40, N = 16, P = 10 and 16. Prints one JSON object a line: peer,
method, cosets, batch, unit, microseconds (median of rounds, processor time of one frame's iteration).

Batched means 16 or 64 frames at once, each with its own network (or covariance): `torch.baddbmm` and NumPy's
stacked products, which is the fastest way there without writing kernels. Group lasso and PCSBL are of one
spectrum over 1 and 20 frames, side by side.
"""

import argparse
import json
import os
import statistics
import sys
import time

# Read by OpenMP and the BLAS libraries when they load, so before they are imported.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import numpy
import torch

torch.set_num_threads(1)

ROWS, COLUMNS, INPUTS, HIDDEN, OMEGA = 40, 16, 16, 64, 10
OFFSETS = {
    10: [0, 1, 7, 19, 23, 26, 32, 36, 37, 39],
    16: [0, 1, 9, 10, 11, 14, 18, 23, 25, 29, 31, 33, 34, 36, 37, 39],
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--compiled", action="store_true", help="torch.compile, too")
    return parser.parse_args()


def sensing_matrix(cosets):
    phases = numpy.outer(OFFSETS[cosets], numpy.arange(ROWS)) % ROWS
    return numpy.exp(2j * numpy.pi * phases / ROWS) / numpy.sqrt(cosets)


def frames(cosets, batch):
    random = numpy.random.default_rng(5)
    amplitude = numpy.full((ROWS, 1), 0.1)
    amplitude[[3, 4, 17, 25, 26]] = 1
    spectra = amplitude * (
        random.standard_normal((batch, ROWS, COLUMNS))
        + 1j * random.standard_normal((batch, ROWS, COLUMNS)))
    measured = sensing_matrix(cosets) @ spectra
    energy = (numpy.abs(measured) ** 2).sum((1, 2), keepdims=True)
    return measured * numpy.sqrt(cosets * COLUMNS / energy)


def median_microseconds(function, rounds, units):
    function()
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        function()
        times.append(1e6 * (time.process_time() - begin) / units)
    return statistics.median(times)


class Single(torch.nn.Module):
    """One frame's network, as one writes it."""

    def __init__(self, cosets):
        super().__init__()
        self.z = torch.nn.Parameter(torch.randn(ROWS, INPUTS))
        self.first = torch.nn.Linear(INPUTS, HIDDEN)
        self.second = torch.nn.Linear(HIDDEN, HIDDEN)
        self.third = torch.nn.Linear(HIDDEN, HIDDEN)
        self.real = torch.nn.Linear(HIDDEN, COLUMNS)
        self.imaginary = torch.nn.Linear(HIDDEN, COLUMNS)

    def forward(self):
        x = torch.sin(OMEGA * self.first(self.z))
        x = torch.sin(OMEGA * self.second(x))
        x = self.third(x)
        return self.real(x), self.imaginary(x)


class Batched(torch.nn.Module):
    """Many frames' networks at once; both heads are one product."""

    def __init__(self, batch):
        super().__init__()
        self.z = torch.nn.Parameter(torch.randn(batch, ROWS, INPUTS))
        sizes = [(INPUTS, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, 2 * COLUMNS)]
        self.weights = torch.nn.ParameterList(
            [(2 * torch.rand(batch, a, b) - 1) * a ** -0.5 for a, b in sizes])
        self.biases = torch.nn.ParameterList(
            [(2 * torch.rand(batch, 1, b) - 1) * a ** -0.5 for a, b in sizes])

    def forward(self):
        x = torch.sin(OMEGA * torch.baddbmm(self.biases[0], self.z, self.weights[0]))
        x = torch.sin(OMEGA * torch.baddbmm(self.biases[1], x, self.weights[1]))
        x = torch.baddbmm(self.biases[2], x, self.weights[2])
        x = torch.baddbmm(self.biases[3], x, self.weights[3])
        return x[..., :COLUMNS], x[..., COLUMNS:]


def neural(cosets, batch, fused, compiled, iterations):
    torch.manual_seed(1)
    matrix = torch.tensor(sensing_matrix(cosets))
    a, b = matrix.real.float().contiguous(), matrix.imag.float().contiguous()
    measured = torch.tensor(frames(cosets, batch))
    if batch == 1:
        measured = measured[0]
    u, v = measured.real.float().contiguous(), measured.imag.float().contiguous()
    network = Single(cosets) if batch == 1 else Batched(batch)
    adam = torch.optim.Adam(network.parameters(), lr=3e-3, fused=fused)

    def loss():
        x, y = network()
        data = (u - (a @ x - b @ y)).square().sum() + (v - (a @ y + b @ x)).square().sum()
        return data + (x.square() + y.square()).sum(-1).sqrt().sum()

    if compiled:
        loss = torch.compile(loss)

    def run():
        for _ in range(iterations):
            adam.zero_grad(set_to_none=True)
            loss().backward()
            adam.step()

    return run


def bayesian(cosets, batch, iterations):
    """M-SBL by the fixed point on covariances that Sources/Sensing/Rivals/EvidenceFit+Reference.swift has."""
    matrix = sensing_matrix(cosets)
    adjoint = matrix.conj().T.copy()
    measured = frames(cosets, batch)

    def run():
        covariance = measured @ measured.conj().swapaxes(1, 2) / COLUMNS
        level = numpy.trace(covariance, axis1=1, axis2=2).real / cosets
        powers = numpy.repeat(level[:, None] * cosets / ROWS, ROWS, axis=1)
        noise = 0.1 * level
        identity = numpy.eye(cosets)
        for _ in range(iterations):
            model = (matrix * powers[:, None, :]) @ adjoint + noise[:, None, None] * identity
            precision = numpy.linalg.inv(model)
            fitted = precision @ covariance @ precision
            explained = (adjoint.T * (fitted @ matrix)).sum(1).real
            expected = (adjoint.T * (precision @ matrix)).sum(1).real
            powers = powers * explained / expected
            noise = noise * (
                numpy.trace(fitted, axis1=1, axis2=2).real
                / numpy.trace(precision, axis1=1, axis2=2).real)
        model = (matrix * powers[:, None, :]) @ adjoint + noise[:, None, None] * identity
        return powers[:, :, None] * (adjoint @ numpy.linalg.solve(model, measured))

    return run


def lasso(cosets, count, iterations):
    """FISTA on the group lasso, as Sources/Sensing/Rivals/GroupDescent+Reference.swift has it."""
    matrix = sensing_matrix(cosets).astype(numpy.complex64)
    adjoint = matrix.conj().T.copy()
    measured = numpy.concatenate(list(frames(cosets, count)), axis=1).astype(numpy.complex64)
    gram, correlations = adjoint @ matrix, adjoint @ measured
    step = numpy.float32(0.5 * cosets / ROWS)
    threshold = step * numpy.sqrt(numpy.float32(count))

    def run():
        spectrum = numpy.zeros((ROWS, count * COLUMNS), numpy.complex64)
        extrapolated, momentum = spectrum, 1.0
        for _ in range(iterations):
            following = extrapolated - 2 * step * (gram @ extrapolated - correlations)
            norms = numpy.linalg.norm(following, axis=1, keepdims=True)
            following *= numpy.maximum(1 - threshold / numpy.maximum(norms, 1e-30), 0)
            moved = following - spectrum
            if numpy.vdot(extrapolated - following, moved).real > 0:
                momentum = 1.0
            after = (1 + (1 + 4 * momentum ** 2) ** 0.5) / 2
            extrapolated = following + numpy.float32((momentum - 1) / after) * moved
            momentum, spectrum = after, following
            numpy.linalg.norm(moved) / numpy.linalg.norm(following)
        return spectrum

    return run


def coupled(cosets, count, iterations):
    """Pattern-coupled sparse Bayesian learning with its exact E-step, all bins' systems stacked."""
    matrix = sensing_matrix(cosets)
    adjoint = matrix.conj().T.copy()
    measured = frames(cosets, count).transpose(2, 1, 0).copy()  # [N, P, F]
    level = (numpy.abs(measured) ** 2).mean()

    def neighbours(values):  # [N, L], bins k + l N
        line = values.T.ravel()
        beside = numpy.roll(line, 1) + numpy.roll(line, -1)
        rows = numpy.roll(line, COLUMNS) + numpy.roll(line, -COLUMNS)
        return (line + beside + rows).reshape(ROWS, COLUMNS).T

    def run():
        prior = numpy.full((COLUMNS, ROWS), level * cosets / ROWS)
        noise = 0.1 * level
        before = numpy.zeros((COLUMNS, ROWS, count), complex)
        identity = numpy.eye(cosets)
        for _ in range(iterations):
            inverse = numpy.linalg.inv((matrix * prior[:, None, :]) @ adjoint + noise * identity)
            forms = (adjoint.T * (inverse @ matrix)).sum(1).real
            mean = prior[:, :, None] * (adjoint @ (inverse @ measured))
            variance = prior - prior ** 2 * forms
            power = (numpy.abs(mean) ** 2).mean(2)
            residual = (numpy.abs(measured - matrix @ mean) ** 2).mean()
            noise = residual + noise * (1 - variance / prior).sum() / (cosets * COLUMNS)
            prior = 1 / neighbours(1 / (neighbours(power + variance) + 1e-10 * level))
            numpy.linalg.norm(mean - before) / numpy.linalg.norm(mean)
            before = mean
        return power

    return run


def streaming(cosets, count):
    """What Sources/Sensing/Streaming does with a frame in NumPy: sums, and two iterations over the bins,
    each of Capon's beamformers on all bins and of the chain of levels along them.

    Less than all of it: nobody asks whether the spectrum has changed, and bins stay at their band's
    level. So the ratio is a lower bound.
    """
    matrix = sensing_matrix(cosets)
    conjugate = matrix.conj()
    measured = frames(cosets, count).swapaxes(1, 2)[..., None]  # [frames, N, P, 1]
    products = measured * measured.conj().swapaxes(2, 3)
    covariance = products.mean(0)
    enter, leave, hop, level_count, forgetting = 0.01, 0.1, 0.2, 60, 0.99
    powers = numpy.full((COLUMNS, ROWS), 0.1)
    state = {"covariance": covariance, "powers": powers, "noise": 0.1}

    def chain(output, interference, samples, levels):
        # Bins in the spectrum's order m = k + l N.
        z, v = output.T.reshape(-1, 1), interference.T.reshape(-1, 1)
        total = v + numpy.concatenate([[0.0], levels])
        log_likelihood = -samples * (numpy.log(total) + z / total)
        likelihood = numpy.exp(log_likelihood - log_likelihood.max(1, keepdims=True))
        ahead = numpy.empty_like(likelihood)
        last = numpy.full(likelihood.shape[1], 1 / likelihood.shape[1])
        for i, row in enumerate(likelihood):
            occupied = last[1:].sum()
            step = (1 - leave) * last
            step += (leave * hop * occupied + enter * last[0]) / level_count
            step[0] = (1 - enter) * last[0] + leave * (1 - hop) * occupied
            step *= row
            last = step / step.sum()
            ahead[i] = last
        back = numpy.ones(likelihood.shape[1])
        for i in range(len(likelihood) - 1, -1, -1):
            ahead[i] *= back
            weighted = likelihood[i] * back
            mean = weighted[1:].sum() / level_count
            step = (1 - leave) * weighted + leave * hop * mean + leave * (1 - hop) * weighted[0]
            step[0] = (1 - enter) * weighted[0] + enter * mean
            back = step / step.sum()
        ahead /= ahead.sum(1, keepdims=True)
        return (ahead[:, 1:] @ levels).reshape(ROWS, COLUMNS).T

    def run():
        for product in products:
            state["covariance"] = forgetting * state["covariance"] + (1 - forgetting) * product
            for _ in range(2):
                powers, noise = state["powers"], state["noise"]
                model = (matrix * powers[:, None, :]) @ conjugate.T + noise * numpy.eye(cosets)
                inverse = numpy.linalg.inv(model)
                weights = inverse @ matrix
                forms = (conjugate * weights).sum(1).real
                fitted = (weights.conj() * (state["covariance"] @ weights)).sum(1).real
                output, capon = fitted / forms ** 2, 1 / forms
                interference = numpy.maximum(capon - powers, 1e-9)
                ratio = numpy.einsum("kij,kji->", inverse @ state["covariance"], inverse).real
                ratio /= numpy.einsum("kii->", inverse).real
                state["noise"] = noise * min(max(ratio, 0.25), 4)
                top = 1.2 * max((output - interference).max(), 1e-3)
                levels = top * 10 ** (-0.05 * numpy.arange(level_count))
                mean = chain(output, interference, 20.0, levels)
                state["powers"] = powers + 0.5 * (mean - powers)

    return run


def say(peer, method, cosets, batch, microseconds, unit="iteration"):
    print(json.dumps({
        "peer": peer, "method": method, "cosets": cosets, "batch": batch, "unit": unit,
        "microseconds": round(microseconds, 2)}), flush=True)


def main():
    options = arguments()
    for cosets in OFFSETS:
        for batch in (1, 16, 64):
            variants = [("torch", False, False), ("torch-fused-adam", True, False)]
            if options.compiled:
                variants.append(("torch-compiled", True, True))
            for peer, fused, compiled in variants:
                try:
                    run = neural(cosets, batch, fused, compiled, 50)
                    say(peer, "deeprm", cosets, batch,
                        median_microseconds(run, options.rounds, 50 * batch))
                except Exception as error:  # a peer that is not there is said, not hidden
                    print(f"{peer}: {error}"[:200], file=sys.stderr)
            if batch <= 16:
                say("numpy", "m-sbl", cosets, batch,
                    median_microseconds(bayesian(cosets, batch, 50), options.rounds, 50 * batch))
        for count in (1, 20):
            for name, method in (("group-lasso", lasso), ("pcsbl", coupled)):
                say("numpy", name, cosets, count,
                    median_microseconds(method(cosets, count, 50), options.rounds, 50))
        say("numpy", "streaming-sbl", cosets, 1,
            median_microseconds(streaming(cosets, 16), min(options.rounds, 3), 16), "frame")


main()
