"""Seeded networks for the comparisons: directed, weighted, heavy-tailed, with communities.

    python benchmarks/graph/graphs.py CACHE [S] [M] [L]

Each is made once and kept as ``CACHE/<size>.npz``: ``n``, ``source`` and ``target`` (int32, sorted
by source, then target; no loops, no pair twice), ``weight`` (float64, > 0) and ``community``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Members and ties of each size.
SIZES = {
    "XS": (1_000, 8_000),
    "S": (10_000, 100_000),
    "M": (100_000, 1_000_000),
    "L": (1_000_000, 10_000_000),
}
INSIDE = 0.7  # of the first acts, how many stay in the community
RETURNED = 0.25  # of the ties, how many are answered


@dataclass(frozen=True)
class Network:
    """One network as columns."""

    n: int
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    weight: NDArray[np.float64]
    community: NDArray[np.int32]

    @property
    def indptr(self) -> NDArray[np.int64]:
        """(n + 1,) where the ties of each member begin."""
        return np.searchsorted(self.source, np.arange(self.n + 1)).astype(np.int64)


def power_law(n: int, m: int, seed: int = 0) -> Network:
    """A network of n members and m ties.

    Activity of members and sizes of communities fall off by a power law; numbers are dealt to
    members at random, so that nothing can be read from their order.
    """
    rng = np.random.default_rng(seed)
    share = (np.arange(max(n // 200, 1)) + 5.0) ** -0.8
    community = np.sort(rng.choice(len(share), n, p=share / share.sum()))
    fitness = (rng.permutation(n) + 10.0) ** -0.65
    reach = np.concatenate([[0.0], np.cumsum(fitness)])
    starts = np.searchsorted(community, np.arange(len(share) + 1))
    keys = np.empty(0, dtype=np.int64)
    while len(keys) < m:
        wanted = int((m - len(keys)) / (1 + RETURNED) * 1.1) + 100
        source = np.searchsorted(reach, rng.uniform(0, reach[-1], wanted), "right") - 1
        inside = rng.random(wanted) < INSIDE
        low = np.where(inside, reach[starts[community[source]]], 0.0)
        high = np.where(inside, reach[starts[community[source] + 1]], reach[-1])
        target = np.searchsorted(reach, rng.uniform(low, high), "right") - 1
        source, target = np.minimum(source, n - 1), np.minimum(target, n - 1)
        back = rng.random(wanted) < RETURNED
        u = np.concatenate([source, target[back]]).astype(np.int64)
        v = np.concatenate([target, source[back]]).astype(np.int64)
        keys = np.unique(np.concatenate([keys, (u * n + v)[u != v]]))
    keys = rng.choice(keys, m, replace=False)
    number = rng.permutation(n)
    keys = np.sort(number[keys // n] * n + number[keys % n])
    dealt = np.empty(n, dtype=np.int32)
    dealt[number] = community
    weight = np.round(rng.lognormal(0.0, 1.0, m), 3) + 0.001
    ends = np.stack([keys // n, keys % n]).astype(np.int32)
    return Network(n, ends[0], ends[1], weight, dealt)


def load(size: str, cache: Path) -> Network:
    """The network of a size, from the cache or made now."""
    path = cache / f"{size}.npz"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = power_law(*SIZES[size])
        begun = cache / f".{size}.npz"
        np.savez(
            begun,
            n=made.n,
            source=made.source,
            target=made.target,
            weight=made.weight,
            community=made.community,
        )
        begun.rename(path)
    with np.load(path) as kept:
        columns = [kept[name] for name in ("source", "target", "weight", "community")]
        return Network(int(kept["n"]), *columns)


def main() -> None:
    """Make the networks that are asked for, and say what they look like."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cache", type=Path)
    parser.add_argument("sizes", nargs="*", help="S, M, L")
    asked = parser.parse_args()
    for size in asked.sizes or ["S", "M"]:
        network = load(size, asked.cache)
        out = np.bincount(network.source, minlength=network.n)
        into = np.bincount(network.target, minlength=network.n)
        print(f"{size}: {network.n} members, {len(network.source)} ties,", end=" ")
        print(f"at most {out.max()} out and {into.max()} in, {np.sum(out == 0)} without any out")


if __name__ == "__main__":
    main()
