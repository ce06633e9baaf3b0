"""Chance for kernels: a small generator whose whole state is four numbers that the caller holds.

xoshiro256** (Blackman & Vigna 2021), seeded by splitmix64. ``state(seed, stream)`` begins a
stream; the other functions take that state, draw, and leave it moved on. The same seed and
stream give the same numbers on every machine, whatever other threads do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel

State = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFFFFFF)
_BITS32 = np.uint64(1 << 32)


@kernel
def mixed(x: np.uint64) -> np.uint64:
    """Splitmix64's finisher: one to one on 64 bits, and each bit hangs on all."""
    z = np.uint64(x)
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


@kernel
def state(seed: int, stream: int) -> State:
    """The beginning of stream `stream` of `seed`: (4,) uint64, both whole numbers of 64 bits."""
    z = mixed(mixed(np.uint64(seed) + _GOLDEN) + np.uint64(stream) * _GOLDEN)
    words = np.empty(4, dtype=np.uint64)
    for place in range(4):
        z = z + _GOLDEN
        words[place] = mixed(z)
    return words


@kernel
def bits(state: State) -> np.uint64:
    """64 bits of chance."""
    x = state[1] * np.uint64(5)
    answer: np.uint64 = ((x << np.uint64(7)) | (x >> np.uint64(57))) * np.uint64(9)
    t = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= t
    state[3] = (state[3] << np.uint64(45)) | (state[3] >> np.uint64(19))
    return answer


@kernel
def below(state: State, n: int) -> np.int64:
    """A whole number from 0 to n - 1, each as likely (Lemire 2019); 0 when n is below 2."""
    if n < 2:
        return np.int64(0)
    bound = np.uint64(n)
    if bound >= _BITS32:
        limit = (np.uint64(0xFFFFFFFFFFFFFFFF) // bound) * bound
        drawn = bits(state)
        while drawn >= limit:
            drawn = bits(state)
        return np.int64(drawn % bound)
    product = (bits(state) >> np.uint64(32)) * bound
    if (product & _LOW) < bound:
        least = (_BITS32 - bound) % bound
        while (product & _LOW) < least:
            product = (bits(state) >> np.uint64(32)) * bound
    return np.int64(product >> np.uint64(32))


@kernel
def uniform(state: State) -> np.float64:
    """A float64 from 0 (included) to 1 (excluded), on 2^53 even steps."""
    share: np.float64 = np.float64(bits(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0)
    return share


@kernel
def exponential(state: State) -> np.float64:
    """A waiting time of mean 1."""
    wait: np.float64 = -np.log1p(-uniform(state))
    return wait


@kernel
def shuffle(state: State, values: NDArray[Any]) -> None:
    """Put `values` into a chance order, in place (Fisher and Yates)."""
    for place in range(len(values) - 1, 0, -1):
        other = below(state, place + 1)
        values[place], values[other] = values[other], values[place]


@kernel
def permutation(state: State, n: int) -> NDArray[np.int32]:
    """(n,) int32: 0 to n - 1 in a chance order."""
    order = np.arange(n, dtype=np.int32)
    shuffle(state, order)
    return order


@kernel
def drawn(state: State, n: int) -> NDArray[np.int32]:
    """(n,) int32: how often each of n was drawn in n draws with replacement; the sum is n."""
    times = np.zeros(n, dtype=np.int32)
    for _ in range(n):
        times[below(state, n)] += np.int32(1)
    return times


@kernel
def binomial(state: State, n: int, p: float) -> np.int64:
    """How many of `n` trials of chance `p` succeed; meant for few trials or a small `p`."""
    if n <= 0 or p <= 0.0:
        return np.int64(0)
    if p >= 1.0:
        return np.int64(n)
    fail = np.log1p(-min(p, 1.0 - p))
    met, place = np.int64(0), np.int64(0)
    while True:
        step = np.log1p(-uniform(state)) / fail
        if step >= n - place:
            break
        place += np.int64(step) + 1
        met += 1
    return np.int64(n - met if p > 0.5 else met)
