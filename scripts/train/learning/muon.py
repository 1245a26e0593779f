"""The Muon optimiser: momentum whose matrices are made orthogonal (scaled as in arXiv 2502.16982).

With several workers each makes its share of the matrices orthogonal, so that the work is done once.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import torch
import torch.distributed

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ROUNDS = 5


@lru_cache
def half_precision() -> bool:
    """Whether matrix products are faster in bfloat16.

    Not where AMX is advertised: on some virtual machines its instructions kill the process.
    """
    return torch.cpu._is_avx512_bf16_supported() and not torch.cpu._is_amx_tile_supported()


def orthogonal(matrix: torch.Tensor) -> torch.Tensor:
    """`matrix` [rows, columns] with its singular values brought near 1 (Newton-Schulz iterations)."""
    a, b, c = _COEFFICIENTS
    wide = matrix.shape[0] <= matrix.shape[1]
    x = matrix if wide else matrix.mT
    x = x / (x.norm() + 1e-7)
    if half_precision():
        x = x.bfloat16()
    for _ in range(_ROUNDS):
        gram = x @ x.mT
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x if wide else x.mT).float()


class Muon(torch.optim.Optimizer):  # type: ignore[misc]
    """Muon for weight matrices; its step has the size that AdamW's would have at the same rate."""

    def __init__(self, matrices: Iterable[torch.nn.Parameter], rate: float, rank: int, workers: int) -> None:
        super().__init__(matrices, {"lr": rate, "momentum": 0.95, "decay": 0.05})
        self.rank, self.workers = rank, workers

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Callable[[], Any] | None = None) -> None:
        """One step for every matrix."""
        for group in self.param_groups:
            flat = torch.zeros(sum(matrix.numel() for matrix in group["params"]))
            at = 0
            for index, matrix in enumerate(group["params"]):
                state = self.state[matrix]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(matrix)
                state["momentum"].lerp_(matrix.grad, 1 - group["momentum"])
                if index % self.workers == self.rank:
                    direction = matrix.grad.lerp(state["momentum"], group["momentum"])
                    flat[at : at + matrix.numel()] = orthogonal(direction).flatten()
                at += matrix.numel()
            if self.workers > 1:
                torch.distributed.all_reduce(flat)
            at = 0
            for matrix in group["params"]:
                update = flat[at : at + matrix.numel()].view_as(matrix)
                matrix.mul_(1 - group["lr"] * group["decay"])
                matrix.add_(update, alpha=-0.2 * max(matrix.shape) ** 0.5 * group["lr"])
                at += matrix.numel()
