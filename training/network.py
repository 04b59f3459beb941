"""Fits the network that the package runs: codes -> sums of learnt vectors -> clipped rectifier -> log-odds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training import kernels

UNITS = 16
BATCH = 2048


@dataclass(frozen=True)
class Network:
    """A fitted network: `sizes[k]` codes of feature k, its vectors in `table` from `offsets[k]` on."""

    names: tuple[str, ...]
    sizes: NDArray[np.int64]
    table: NDArray[np.float32]
    bias: NDArray[np.float32]
    out: NDArray[np.float32]
    out_bias: float
    typical: NDArray[np.float32]  # the mean vector of each feature: what a clue is measured against

    @property
    def offsets(self) -> NDArray[np.int64]:
        """The row of `table` at which each feature begins."""
        return np.concatenate(([0], np.cumsum(self.sizes)[:-1])).astype(np.int64)

    def predict(self, codes: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the log-odds of each row of codes. Codes not met in training count as the largest met, as at run time."""
        codes = np.minimum(codes, (self.sizes - 1).astype(np.uint8))
        z = kernels.forward(codes, self.offsets, self.table, self.bias, self.out, np.float32(self.out_bias))
        return np.asarray(z, dtype=np.float32)


@dataclass(frozen=True)
class Plan:
    """How long and how hard to fit."""

    epochs: int = 3
    rate: float = 3e-3
    decay: float = 0.5
    seed: int = 7
    units: int = UNITS
    drop: float = 0.05
    drop_page: float = 0.2


def fit(
    names: tuple[str, ...],
    codes: NDArray[np.uint8],
    target: NDArray[np.float32],
    weight: NDArray[np.float32],
    plan: Plan,
) -> Network:
    """Fit by Adam on the weighted logistic loss, with a rate that falls to nothing along a cosine."""
    rng = np.random.default_rng(plan.seed)
    kernels.seed(plan.seed)
    drop = np.array([plan.drop_page if n.startswith("page ") else plan.drop for n in names], dtype=np.float32)
    sizes = codes.max(axis=0).astype(np.int64) + 1
    offsets = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    h = plan.units
    table = rng.normal(0, 0.1, (int(sizes.sum()), h)).astype(np.float32)
    bias = np.full(h, 0.2, dtype=np.float32)
    out = (rng.choice([-1.0, 1.0], h) * 0.5).astype(np.float32)
    last = np.zeros(1, dtype=np.float32)
    params = [table, bias, out, last]
    grads, m, v = ([np.zeros_like(p) for p in params] for _ in range(3))
    scale = (weight / weight.mean()).astype(np.float32) / BATCH
    steps, step = plan.epochs * (len(target) // BATCH + 1), 0
    for _ in range(plan.epochs):
        order = rng.permutation(len(target))
        for at in range(0, len(order), BATCH):
            step += 1
            rate = plan.rate * 0.5 * (1 + np.cos(np.pi * min(1.0, step / steps)))
            rows = order[at : at + BATCH]
            grads[3][0] = kernels.gradients(
                codes, rows, offsets, target, scale, table, bias, out, last[0], *grads[:3], drop
            )
            for p, g, mm, vv, decay in zip(params, grads, m, v, (plan.decay, 0.0, 0.0, 0.0), strict=True):
                kernels.adam(p.ravel(), g.ravel(), mm.ravel(), vv.ravel(), rate, decay, step)
    typical = np.stack(
        [
            np.bincount(codes[:, k], weight, int(n)) @ table[at : at + n] / weight.sum()
            for k, (at, n) in enumerate(zip(offsets, sizes, strict=True))
        ]
    )
    return Network(names, sizes, table, bias, out, float(last[0]), typical.astype(np.float32))
