"""Makes learning.json and peer.safetensors: PyTorch's numbers that LearningTests and WeightsTests expect.

    python3 learning.py        # in this folder; needs torch and safetensors
"""

import json

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(4)


def numbers(tensor):
    return [float(x) for x in tensor.detach().flatten()]


def losses():
    x = torch.tensor([-3.0, -0.4, 0.0, 0.7, 2.5, 8.0], requires_grad=True)
    y = torch.tensor([0.0, 0.3, 1.0, 0.6, 1.0, 0.1])
    w = torch.tensor([1.0, 2.0, 0.5, 0.0, 1.0, 3.0])
    s = torch.tensor([-1.0, 0.5, 0.0, 2.0, -0.3, 1.2], requires_grad=True)
    terms = {
        "mean_squared_error": (x - y) ** 2,
        "cross_entropy": F.binary_cross_entropy_with_logits(x, y, reduction="none"),
        "soft_focal": (torch.sigmoid(x) - y).abs() ** 2
        * F.binary_cross_entropy_with_logits(x, y, reduction="none"),
        "gaussian": F.gaussian_nll_loss(x, y, s.exp(), reduction="none"),
    }
    cases = []
    for name, elements in terms.items():
        for weights in (None, w):
            loss = elements.mean() if weights is None else (elements * weights).sum() / weights.sum()
            wanted = [x, s] if name == "gaussian" else [x]
            gradients = torch.autograd.grad(loss, wanted, retain_graph=True)
            cases.append({
                "name": name,
                "weights": None if weights is None else numbers(weights),
                "value": float(loss.detach()),
                "gradients": [numbers(g) for g in gradients],
            })
    return {"outputs": numbers(x), "targets": numbers(y), "log_variances": numbers(s), "cases": cases}


def adam(weight_decay):
    """Sixty steps of AdamW under OneCycleLR on a bumpy function, gradients clipped to norm 1."""
    start = torch.randn(7)
    p = start.clone().requires_grad_()
    optimiser = torch.optim.AdamW([p], lr=1e-2, weight_decay=weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=0.05, total_steps=60)
    a = torch.linspace(0.5, 4, 7)
    rates, momenta, norms, path = [], [], [], []
    for _ in range(60):
        rates.append(optimiser.param_groups[0]["lr"])
        momenta.append(optimiser.param_groups[0]["betas"][0])
        optimiser.zero_grad()
        (a * (p - 1) ** 2 + torch.sin(3 * p)).sum().backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_([p], 1.0)))
        optimiser.step()
        schedule.step()
        path.append(numbers(p))
    return {
        "weight_decay": weight_decay, "start": numbers(start), "scales": numbers(a),
        "rates": rates, "momenta": momenta, "norms": norms, "path": path[::10] + path[-1:],
    }


with open("learning.json", "w", encoding="utf-8") as file:
    json.dump({"losses": losses(), "adam": [adam(0.0), adam(0.1)]}, file)
save_file(
    {
        "d.weight": torch.arange(24, dtype=torch.float32).reshape(2, 3, 2, 2) / 8,
        "d.bias": torch.tensor([0.5, -65504.0, 6e-8], dtype=torch.float16),
        "scalar": torch.tensor(3.25),
    },
    "peer.safetensors", metadata={"network": "päär", "note": 'a "quoted"\nline'})
