"""Makes deeprm.json: PyTorch's losses, gradients and steps of a small network of sine layers.

    python3 deeprm.py        # in this folder; needs torch
"""

import json

import torch

torch.manual_seed(11)
ROWS, INPUTS, HIDDEN, COLUMNS, OFFSETS, FACTOR = 6, 16, 16, 5, [0, 1, 4], 6


def rounded(tensor):
    return [float(f"{x:.7g}") for x in tensor.detach().flatten().tolist()]


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.z = torch.nn.Parameter(torch.randn(ROWS, INPUTS))
        self.first = torch.nn.Linear(INPUTS, HIDDEN)
        self.second = torch.nn.Linear(HIDDEN, HIDDEN)
        self.third = torch.nn.Linear(HIDDEN, HIDDEN)
        self.real = torch.nn.Linear(HIDDEN, COLUMNS)
        self.imaginary = torch.nn.Linear(HIDDEN, COLUMNS)

    def forward(self):
        x = torch.sin(10 * self.first(self.z))
        x = torch.sin(10 * self.second(x))
        x = self.third(x)
        return torch.complex(self.real(x), self.imaginary(x))

    def tensors(self, grad=False):
        """In our order, weights as [in, out]; the heads each with their own weights and biases."""
        def of(p):
            return p.grad if grad else p

        result = [rounded(of(self.z))]
        for layer in (self.first, self.second, self.third, self.real, self.imaginary):
            result += [rounded(of(layer.weight).T), rounded(of(layer.bias))]
        return result


network = Network()
with torch.no_grad():  # what the file holds is what is computed with
    for p in network.parameters():
        p.copy_(torch.tensor(rounded(p)).reshape(p.shape))
angle = 2 * torch.pi * torch.outer(torch.tensor(OFFSETS), torch.arange(ROWS)).remainder(FACTOR) / FACTOR
matrix = torch.polar(torch.full_like(angle, 3 ** -0.5), angle)
measured = torch.view_as_complex(
    torch.tensor(rounded(torch.randn(3, COLUMNS, 2))).reshape(3, COLUMNS, 2))
begin = network.tensors()
adam = torch.optim.Adam(network.parameters(), lr=3e-3)
first, losses = None, []
for _ in range(40):
    adam.zero_grad()
    spectrum = network()
    data = (measured - matrix @ spectrum).abs().square().sum()
    penalty = torch.linalg.vector_norm(torch.view_as_real(spectrum), dim=(1, 2)).sum()
    (data + 0.7 * penalty).backward()
    losses.append([float(data), float(0.7 * penalty)])
    first = first or network.tensors(grad=True)
    adam.step()
with open("deeprm.json", "w", encoding="utf-8") as file:
    json.dump({
        "offsets": OFFSETS, "factor": FACTOR, "columns": COLUMNS, "sparsity": 0.7,
        "measured": [rounded(measured.real), rounded(measured.imag)],
        "parameters": begin, "gradients": first, "losses": losses,
    }, file)
