#!/usr/bin/env python3
"""What PyTorch computes, for the tests to compare with; needs torch and numpy, and is run by hand.

Every number that goes in comes from one formula (`numbers`), which the tests know too, so that the
files hold results only: little-endian float32, one array after the other, in the order written here.

    python3 make_golden.py            # writes *.f32 beside this file
"""
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent


def numbers(count, seed):
    """Numbers in [-1, 1): a 32-bit hash of the place and the seed, its upper 24 bits."""
    x = (np.arange(count, dtype=np.uint64) + np.uint64(seed) * np.uint64(1_000_003)) & np.uint64(0xFFFFFFFF)
    mask = np.uint64(0xFFFFFFFF)
    x = (x * np.uint64(2654435761)) & mask
    x ^= x >> np.uint64(16)
    x = (x * np.uint64(2246822519)) & mask
    x ^= x >> np.uint64(13)
    x = (x * np.uint64(3266489917)) & mask
    x ^= x >> np.uint64(16)
    return (x >> np.uint64(8)).astype(np.float64) / 2**23 - 1


def tensor(shape, seed, scale=1.0):
    values = numbers(int(np.prod(shape)), seed) * scale
    return torch.from_numpy(values.astype(np.float32).reshape(shape).copy())


def weights(shape, seed, fan_in):
    """Kaiming's uniform bound, so that values keep their size from layer to layer."""
    return tensor(shape, seed, (6.0 / fan_in) ** 0.5)


def write(name, arrays):
    flat = np.concatenate([a.detach().numpy().astype("<f4").ravel() for a in arrays])
    flat.tofile(HERE / f"{name}.f32")
    print(name, flat.size * 4, "bytes")


def convolutions():
    """(name, dimensions, transposed, in, out, kernel, stride, padding, output padding, extent)"""
    return [
        ("conv2d", 2, False, 3, 5, 5, 1, 2, 0, (7, 9)),
        ("conv2d_strided", 2, False, 17, 18, 3, 2, 1, 0, (9, 6)),
        ("conv2d_narrow", 2, False, 18, 1, 5, 1, 2, 0, (19, 60)),
        ("conv3d", 3, False, 2, 5, 3, 1, 1, 0, (3, 4, 5)),
        ("transposed2d_even", 2, True, 3, 5, 4, 2, 1, 0, (5, 4)),
        ("transposed2d_odd", 2, True, 6, 20, 5, 2, 2, 1, (4, 5)),
        ("transposed2d_three", 2, True, 2, 3, 3, 3, 0, 0, (3, 4)),
        ("transposed3d", 3, True, 2, 4, 3, 2, 1, 1, (2, 3, 3)),
        ("transposed2d_narrow", 2, True, 3, 4, 1, 2, 0, 1, (4, 3)),
    ]


def convolution(case):
    name, dims, transposed, cin, cout, kernel, stride, padding, outpad, extent = case
    x = tensor((2, cin) + extent, 1).requires_grad_()
    shape = ((cin, cout) if transposed else (cout, cin)) + (kernel,) * dims
    w = weights(shape, 2, cin * kernel**dims).requires_grad_()
    b = tensor((cout,), 3).requires_grad_()
    if transposed:
        op = F.conv_transpose2d if dims == 2 else F.conv_transpose3d
        y = op(x, w, b, stride=stride, padding=padding, output_padding=outpad)
    else:
        op = F.conv2d if dims == 2 else F.conv3d
        y = op(x, w, b, stride=stride, padding=padding)
    y = F.relu(y)
    y.backward(tensor(tuple(y.shape), 4))
    write(name, [y, w.grad, b.grad])


def mixed(dims):
    """Every other operator, in one small network."""
    extent = (5, 6) if dims == 2 else (4, 5, 6)
    conv = F.conv2d if dims == 2 else F.conv3d
    pool = F.max_pool2d if dims == 2 else F.max_pool3d
    x = tensor((2, 3) + extent, 1)
    wa = weights((6, 3) + (3,) * dims, 2, 3 * 3**dims).requires_grad_()
    ba = tensor((6,), 3).requires_grad_()
    gw = tensor((6,), 4).requires_grad_()
    gb = tensor((6,), 5).requires_grad_()
    wb = weights((6, 6) + (3,) * dims, 6, 6 * 3**dims).requires_grad_()
    bb = tensor((6,), 7).requires_grad_()
    wc = weights((2, 15) + (1,) * dims, 8, 15).requires_grad_()
    bc = tensor((2,), 9).requires_grad_()
    a = conv(x, wa, ba, padding=1)
    n = F.relu(F.group_norm(a, 3, gw, gb))
    p = pool(n, 2)
    b = F.relu(conv(p, wb, bb, padding=1))
    s = F.relu(p + b - 0) + b
    up = F.interpolate(s, scale_factor=2, mode="nearest")
    crop = F.interpolate(pool(x, 2), scale_factor=2, mode="nearest")
    joined = torch.cat([up, crop, F.interpolate(b, scale_factor=2, mode="nearest")], 1)
    y = conv(joined, wc, bc)
    second = s
    loss = (y * tensor(tuple(y.shape), 10)).sum() + (second * tensor(tuple(second.shape), 11)).sum()
    loss.backward()
    write(f"mixed{dims}d", [y, second, wa.grad, ba.grad, gw.grad, gb.grad, wb.grad, bb.grad, wc.grad, bc.grad])


LAYERS = [
    ("e1", 2, 6, 3, 0), ("e2", 6, 40, 5, 0), ("e3", 40, 50, 5, 0), ("e4", 50, 60, 5, 0), ("e5", 60, 100, 5, 0),
    ("e6", 100, 120, 3, 0), ("e7", 120, 150, 5, 0), ("e8", 150, 170, 5, 0), ("n1", 1, 20, 3, 0),
    ("n2", 20, 30, 3, 0), ("n3", 30, 40, 3, 0), ("n4", 40, 90, 3, 0), ("n5", 90, 150, 3, 0), ("n6", 150, 150, 3, 0),
    ("d9", 320, 150, 4, 1), ("d10", 300, 120, 4, 1), ("d11", 240, 100, 5, 0), ("d12", 200, 60, 5, 1),
    ("d13", 120, 50, 3, 0), ("d14", 100, 40, 5, 1), ("d15", 81, 20, 5, 1), ("d16", 27, 20, 5, 0), ("d17", 21, 1, 5, 0),
]


def imnet_parameters():
    """Seeds are the layers' numbers, twice (weight, bias)."""
    made = {}
    for i, (name, cin, cout, k, transposed) in enumerate(LAYERS):
        shape = ((cin, cout) if transposed else (cout, cin)) + (k, k)
        fan_in = cin * k * k / (4 if transposed else 1)
        made[name] = (
            weights(shape, 100 + 2 * i, fan_in).requires_grad_(),
            tensor((cout,), 101 + 2 * i, 0.1).requires_grad_(),
            k,
        )
    return made


def imnet(p, y, b):
    def conv(name, x):
        w, bias, k = p[name]
        return F.conv2d(x, w, bias, padding=k // 2)

    def up(name, x):
        w, bias, k = p[name]
        return F.relu(F.conv_transpose2d(x, w, bias, stride=2, padding=(k - 1) // 2, output_padding=k % 2))

    def pooled(name, x):
        return F.max_pool2d(F.relu(conv(name, x)), 2)

    e1 = F.relu(conv("e1", torch.cat([y, b], 1)))
    e2 = pooled("e2", e1)
    e3 = pooled("e3", e2)
    e4 = F.relu(conv("e4", e3))
    e5 = pooled("e5", e4)
    e6 = F.relu(conv("e6", e5))
    e7 = pooled("e7", e6)
    e8 = pooled("e8", e7)
    n = b
    for i in range(1, 6):
        n = pooled(f"n{i}", n)
    n = F.relu(conv("n6", n))
    d9 = up("d9", torch.cat([e8, n], 1))
    d10 = up("d10", torch.cat([d9, e7], 1))
    d11 = F.relu(conv("d11", torch.cat([d10, e6], 1)))
    d12 = up("d12", torch.cat([d11, e5], 1))
    d13 = F.relu(conv("d13", torch.cat([d12, e4], 1)))
    d14 = up("d14", torch.cat([d13, e3], 1))
    d15 = up("d15", torch.cat([d14, e2, F.max_pool2d(y, 2)], 1))
    d16 = F.relu(conv("d16", torch.cat([d15, e1, y], 1)))
    return conv("d17", torch.cat([d16, y], 1))


def whole():
    """IMNet at 64 x 64, batch 2: the output, and sums of every parameter's gradient."""
    p = imnet_parameters()
    y = tensor((2, 1, 64, 64), 1)
    b = tensor((2, 1, 64, 64), 2)
    out = imnet(p, y, b)
    out.backward(tensor(tuple(out.shape), 3, 1.0 / 4096))
    sums = []
    for name, *_ in LAYERS:
        w, bias, _ = p[name]
        # The sum of squares and the first number of each.
        sums += [w.grad.double().pow(2).sum().sqrt(), w.grad.ravel()[0], bias.grad.double().pow(2).sum().sqrt(), bias.grad[0]]
    write("imnet", [out, torch.tensor([float(s) for s in sums])])


if __name__ == "__main__":
    torch.manual_seed(0)
    torch.set_num_threads(1)
    for case in convolutions():
        convolution(case)
    mixed(2)
    mixed(3)
    whole()
