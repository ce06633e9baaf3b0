"""The same work many times, each on a chance of its own, shared out among threads."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from tribe.graph import kernels

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

T = TypeVar("T")

MOST_THREADS = 16


def usual_threads() -> int:
    """As many threads as there are processors, and 16 at most."""
    return max(1, min(os.cpu_count() or 1, MOST_THREADS))


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

    Replicate r is ``function(chance.state(seed, r))``, whichever thread works on it and
    whenever: the answers are the same on any number of threads. Threads pay where
    `function` spends its time in kernels, which release the interpreter's lock.

    Parameters
    ----------
    function : callable
        Takes a (4,) uint64 state of ``kernels.chance`` and may draw from it as it likes.
        It must not change what other replicates read.
    times : int
    seed : int
        Taken modulo 2^64.
    threads : int, optional
        As many as there are processors, 16 at most, when not given.
    tick : callable, optional
        Called in the caller's thread after each replicate, in order. What it raises
        (``Cancelled`` from ``Steps.advance``, say) stops the work: what runs ends, nothing
        more is begun, and the exception passes on.
    first : int
        The number of the first replicate, for work done in several calls.

    Raises
    ------
    Exception
        Whatever `function` or `tick` raised first, in the order of replicates.

    Examples
    --------
    >>> from tribe.graph import kernels
    >>> dice = lambda state: int(kernels.chance.below(state, 6)) + 1
    >>> one = replicates(dice, 10, seed=1, threads=1)
    >>> one == replicates(dice, 10, seed=1, threads=5)
    True
    """
    state, seed = kernels.chance.state, seed % 2**64
    begin = _begins(state, seed, function)
    threads = usual_threads() if threads is None else max(1, threads)
    threads = min(threads, times)
    answers: list[T] = []
    if threads <= 1:
        for number in range(first, first + times):
            answers.append(begin(number))
            tick()
        return answers
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="replicates") as pool:
        try:
            for number in range(first, first + times):
                # twice as many in hand as threads: nobody idles, and a stop comes soon
                if len(waiting) >= 2 * threads:
                    answers.append(waiting.popleft().result())
                    tick()
                waiting.append(pool.submit(begin, number))
            while waiting:
                answers.append(waiting.popleft().result())
                tick()
        finally:
            for future in waiting:
                future.cancel()
    return answers


def _begins(
    state: Callable[..., State], seed: int, function: Callable[[State], T]
) -> Callable[[int], T]:
    from numpy import uint64

    whole = uint64(seed)
    return lambda number: function(state(whole, uint64(number)))
