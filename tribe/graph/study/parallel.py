"""The same work many times, each on a chance of its own, shared out among threads."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from tribe.graph import kernels

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

T = TypeVar("T")
Item = TypeVar("Item")

MAX_THREADS = 16


def usual_threads() -> int:
    """As many threads as there are processors, and 16 at most."""
    return max(1, min(os.cpu_count() or 1, MAX_THREADS))


def in_order(
    function: Callable[[Item], T],
    items: Sequence[Item],
    *,
    threads: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> list[T]:
    """What `function` answers on each of `items`, in their order, worked on by threads.

    Parameters
    ----------
    function : callable
        It must not change what it reads for another item.
    items : sequence
    threads : int, optional
        As many as there are processors, 16 at most, when not given.
    tick : callable, optional
        Called in the caller's thread after each item, in order. What it raises
        (``Cancelled`` from ``Steps.advance``, say) stops the work: what runs ends, nothing
        more is begun, and the exception passes on.

    Raises
    ------
    Exception
        Whatever `function` or `tick` raised first, in the order of the items.
    """
    threads = min(usual_threads() if threads is None else max(1, threads), len(items))
    answers: list[T] = []
    if threads <= 1:
        for item in items:
            answers.append(function(item))
            tick()
        return answers
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="replicates") as pool:
        try:
            for item in items:
                # twice as many in hand as threads: nobody idles, and a stop comes soon
                if len(waiting) >= 2 * threads:
                    answers.append(waiting.popleft().result())
                    tick()
                waiting.append(pool.submit(function, item))
            while waiting:
                answers.append(waiting.popleft().result())
                tick()
        finally:
            for future in waiting:
                future.cancel()
    return answers


def replicates(
    function: Callable[[State], T],
    times: int,
    seed: int,
    *,
    threads: int | None = None,
    tick: Callable[[], None] = lambda: None,
    first: int = 0,
) -> list[T]:
    """What `function` answers on `times` streams of chance, in their order.

    Replicate r is ``function(stream(seed, r))``, whichever thread works on it and whenever:
    the answers are the same on any number of threads. Threads pay where `function` spends
    its time in kernels, which release the interpreter's lock.

    Parameters
    ----------
    function : callable
        Takes a (4,) uint64 state of ``kernels.chance`` and may draw from it as it likes.
    times : int
    seed : int
        Taken modulo 2^64.
    threads, tick
        As for `in_order`, which also says what is raised.
    first : int
        The number of the first replicate, for work done in several calls.

    Examples
    --------
    >>> from tribe.graph import kernels
    >>> dice = lambda state: int(kernels.chance.below(state, 6)) + 1
    >>> one = replicates(dice, 10, seed=1, threads=1)
    >>> one == replicates(dice, 10, seed=1, threads=5)
    True
    """
    return in_order(
        lambda number: function(stream(seed, number)),
        range(first, first + times),
        threads=threads,
        tick=tick,
    )


def stream(seed: int, number: int) -> State:
    """The chance of replicate `number` under `seed`, at its beginning."""
    begin: Callable[..., State] = kernels.chance.state
    # of one type always, or Numba compiles anew past 2^63
    return begin(np.uint64(seed % 2**64), np.uint64(number))


def labelled(seed: int, label: str) -> int:
    """A seed of its own for each use of chance, the same for the same seed."""
    return int(np.random.default_rng([seed, *label.encode()]).integers(2**63))
