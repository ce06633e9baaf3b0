"""Standing by repeated passing on: PageRank, Katz, eigenvector, hubs and authorities.

Rows are CSR: the slots of node i are ``indptr[i]:indptr[i + 1]``. ``weights`` may be empty, which
means one everywhere and saves two thirds of the reading. Each iteration returns the vector and how
many steps it took, or -1 when it did not settle within ``most`` steps.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import inlined, kernel

Floats = NDArray[np.float64]
Pointers = NDArray[np.int64]
Nodes = NDArray[np.int32]


@inlined
def row_total(indices: Nodes, weights: Floats, x: Floats, start: int, stop: int) -> float:
    """Σ x[j] · w_ij over the slots of one row."""
    total = 0.0
    # unsigned, so that no index is looked at twice for being negative
    if len(weights):
        for slot in range(np.uint64(start), np.uint64(stop)):
            total += x[np.uint32(indices[slot])] * weights[slot]
    else:
        for slot in range(np.uint64(start), np.uint64(stop)):
            total += x[np.uint32(indices[slot])]
    return total


@kernel
def gather(indptr: Pointers, indices: Nodes, weights: Floats, x: Floats) -> Floats:
    """(n,) Σ x[j] · w_ij over each row i."""
    found = np.empty(len(indptr) - 1)
    _gathered(indptr, indices, weights, x, found)
    return found


@kernel
def _gathered(indptr: Pointers, indices: Nodes, weights: Floats, x: Floats, found: Floats) -> None:
    """The same into `found`; a loop that exchanges its vectors would count who holds them a row."""
    for i in range(len(found)):
        found[i] = row_total(indices, weights, x, indptr[i], indptr[i + 1])


@kernel
def there_and_back(indptr: Pointers, indices: Nodes, weights: Floats, x: Floats) -> Floats:
    """(n,) AᵀA x, each row read once: x and what comes back of it lie side by side."""
    n = len(x)
    both = np.zeros((n, 2))
    for i in range(n):
        both[i, 0] = x[i]
    if len(weights):
        for i in range(n):
            total = 0.0
            for slot in range(np.uint64(indptr[i]), np.uint64(indptr[i + 1])):
                total += both[np.uint32(indices[slot]), 0] * weights[slot]
            for slot in range(np.uint64(indptr[i]), np.uint64(indptr[i + 1])):
                both[np.uint32(indices[slot]), 1] += total * weights[slot]
    else:
        for i in range(n):
            total = 0.0
            for slot in range(np.uint64(indptr[i]), np.uint64(indptr[i + 1])):
                total += both[np.uint32(indices[slot]), 0]
            for slot in range(np.uint64(indptr[i]), np.uint64(indptr[i + 1])):
                both[np.uint32(indices[slot]), 1] += total
    return both[:, 1].copy()


@kernel
def scatter(indptr: Pointers, indices: Nodes, weights: Floats, x: Floats) -> Floats:
    """(n,) Aᵀx, to the bit what ``gather`` gives over the rows turned round."""
    found = np.zeros(len(x))
    for i in range(len(x)):
        for slot in range(np.uint64(indptr[i]), np.uint64(indptr[i + 1])):
            found[np.uint32(indices[slot])] += x[i] * weights[slot] if len(weights) else x[i]
    return found


@kernel
def row_sums(indptr: Pointers, weights: Floats) -> Floats:
    """(n,) what each row weighs."""
    sums = np.empty(len(indptr) - 1)
    for i in range(len(sums)):
        if len(weights):
            sums[i] = weights[indptr[i] : indptr[i + 1]].sum()
        else:
            sums[i] = indptr[i + 1] - indptr[i]
    return sums


@kernel
def pagerank(
    indptr: Pointers,
    indices: Nodes,
    weights: Floats,
    strength: Floats,
    start: Floats,
    restart: Floats,
    dangling: Floats,
    alpha: float,
    apart: float,
    most: int,
    turned: bool,
) -> tuple[Floats, int]:
    """Power iteration over the rows *into* each node; `strength` is what goes *out* of each.

    Rows that are not `turned` go out of each. Stops when one step changes the whole by less
    than `apart` (L1).
    """
    n = len(start)
    x = start.copy()
    scale, share, passed = np.empty(n), np.empty(n), np.empty(n)
    lost = 0.0
    for i in range(n):
        scale[i] = 1.0 / strength[i] if strength[i] != 0.0 else 0.0
        share[i] = x[i] * scale[i]
        if scale[i] == 0.0:
            lost += x[i]
    for step in range(most):
        if turned:
            _gathered(indptr, indices, weights, share, passed)
        else:
            passed = scatter(indptr, indices, weights, share)
        change, losing = 0.0, 0.0
        for i in range(n):
            new = alpha * (passed[i] + lost * dangling[i]) + (1.0 - alpha) * restart[i]
            change += abs(new - x[i])
            x[i] = new
            passed[i] = new * scale[i]
            if scale[i] == 0.0:
                losing += new
        share, passed = passed, share
        lost = losing
        if change < apart:
            return x, step + 1
    return x, -1


@kernel
def katz(
    indptr: Pointers,
    indices: Nodes,
    weights: Floats,
    start: Floats,
    beta: Floats,
    alpha: float,
    apart: float,
    most: int,
    turned: bool,
) -> tuple[Floats, int]:
    """x = α Σ x_j w_ji + β over the rows into each node, until a step changes less than `apart`.

    Rows that are not `turned` go out of each.
    """
    x, found = start.copy(), np.empty(len(start))
    for step in range(most):
        if turned:
            _gathered(indptr, indices, weights, x, found)
        else:
            found = scatter(indptr, indices, weights, x)
        change = 0.0
        for i in range(len(x)):
            found[i] = alpha * found[i] + beta[i]
            change += abs(found[i] - x[i])
        x, found = found, x
        if change < apart:
            return x, step + 1
    return x, -1


@kernel
def eigenvector(
    indptr: Pointers, indices: Nodes, weights: Floats, start: Floats, apart: float, most: int
) -> tuple[Floats, int]:
    """Power iteration of A + I over the rows into each node, each step brought to norm one."""
    n = len(start)
    x, found = start.copy(), np.empty(n)
    for step in range(most):
        _gathered(indptr, indices, weights, x, found)
        square = 0.0
        for i in range(n):
            new = x[i] + found[i]
            found[i] = new
            square += new * new
        norm = np.sqrt(square)
        if norm == 0.0:
            norm = 1.0
        change = 0.0
        for i in range(n):
            found[i] /= norm
            change += abs(found[i] - x[i])
        x, found = found, x
        if change < apart:
            return x, step + 1
    return x, -1


@kernel
def chosen(
    indptr: Pointers, indices: Nodes, weights: Floats, number: Nodes, count: int
) -> tuple[Pointers, Nodes, Nodes, Floats]:
    """Rows and slots of `count` nodes alone; ``number[i]`` is the new one of node i, or -1.

    Numbers ascend with the nodes. The third that is returned is the row of each slot.
    """
    rows = np.zeros(count + 1, dtype=np.int64)
    row_of, targets = np.empty(len(indices), dtype=np.int32), np.empty(len(indices), dtype=np.int32)
    kept = np.empty(len(indices))
    found = 0
    for i in range(len(number)):
        if number[i] < 0:
            continue
        for slot in range(np.uint64(indptr[i]), np.uint64(indptr[i + 1])):
            other = number[np.uint32(indices[slot])]
            row_of[found], targets[found], kept[found] = number[i], other, weights[slot]
            found += other >= 0
        rows[number[i] + 1] = found
    return rows, row_of[:found].copy(), targets[:found].copy(), kept[:found].copy()


@kernel
def norm(x: Floats) -> float:
    """Euclid's length of a vector; numpy's calls BLAS, whose threads wait in a busy loop."""
    square = 0.0
    for i in range(len(x)):
        square += x[i] * x[i]
    length: float = np.sqrt(square)
    return length


@kernel
def _products(some: Floats, others: Floats) -> Floats:
    found = np.zeros((len(some), len(others)))
    for a in range(len(some)):
        for b in range(len(others)):
            total = 0.0
            for i in range(some.shape[1]):
                total += some[a, i] * others[b, i]
            found[a, b] = total
    return found


@kernel
def _take_away(shares: Floats, basis: Floats, x: Floats) -> None:
    for a in range(len(shares)):
        for i in range(len(x)):
            x[i] -= shares[a] * basis[a, i]


@kernel
def _mix(ways: Floats, kept: Floats) -> None:
    """The first two rows of `kept` become the ways of mixing so many of them."""
    for i in range(kept.shape[1]):
        one, other = 0.0, 0.0
        for a in range(ways.shape[1]):
            one += ways[0, a] * kept[a, i]
            other += ways[1, a] * kept[a, i]
        kept[0, i], kept[1, i] = one, other


def leading_vector(
    product: Callable[[Floats], Floats], start: Floats, apart: float, most: int
) -> tuple[Floats, int]:
    """Unit eigenvector of the largest eigenvalue of a symmetric operator, and how many products.

    Locally optimal conjugate gradients (Knyazev 2001): each step looks for the best vector in
    the span of the last one, its residual and the last direction, so that it settles as fast
    as Lanczos and keeps nine vectors. Stops when the residual is at most `apart` times the
    eigenvalue; -1 products when it does not within `most`.
    """
    basis, images = np.empty((3, len(start))), np.empty((3, len(start)))
    basis[0] = start / norm(start)
    images[0] = product(basis[0])
    held = 1
    for done in range(1, most + 1):
        value = float(_products(basis[:1], images[:1])[0, 0])
        residual = images[0] - value * basis[0]
        if norm(residual) <= apart * abs(value):
            return basis[0].copy(), done
        # at right angles to both already, but for rounding
        _take_away(_products(basis[:held], residual[None])[:, 0].copy(), basis, residual)
        residual /= norm(residual)
        basis[held], images[held] = residual, product(residual)
        small = _products(basis[: held + 1], images[: held + 1])
        best = np.linalg.eigh((small + small.T) / 2).eigenvectors[:, -1]
        onward = best.copy()
        onward[0] = 0.0
        onward -= (onward @ best) * best
        ways = np.stack([best, onward / np.linalg.norm(onward)])
        for kept in (basis, images):
            _mix(ways, kept)
        held = 2
    return basis[0].copy(), -1
