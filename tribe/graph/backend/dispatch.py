"""The register of functions that networkx may call here, and who does the work for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
Able = Callable[..., bool | str]

#: Edges from which a plain networkx graph is worth converting, unless a function says otherwise.
SMALLEST = 1_000
#: For functions at which networkx is faster than the conversion, however large the graph.
NEVER = 10**12


@dataclass(frozen=True)
class Declared:
    """One function of networkx that this backend has.

    Attributes
    ----------
    name : str
        As networkx dispatches it.
    function : callable
    why : str
        The kernel that serves it, and why that one.
    can_run : callable or None
        Takes the function's arguments; True, or a reason in words why not.
    smallest : int
        Edges from which ``should_run`` says yes for a plain networkx graph; measured by
        ``python -m benchmarks.graph.thresholds``.
    """

    name: str
    function: Callable[..., Any]
    why: str
    can_run: Able | None
    smallest: int


REGISTER: dict[str, Declared] = {}


def declared(
    why: str, *, name: str | None = None, can_run: Able | None = None, smallest: int = SMALLEST
) -> Callable[[F], F]:
    """Register a function under its networkx name, with the kernel that serves it.

    Raises
    ------
    ValueError
        The name is taken.
    """

    def register(function: F) -> F:
        called = name or function.__name__
        if called in REGISTER:
            raise ValueError(f"{called} is declared already")
        REGISTER[called] = Declared(called, function, why, can_run, smallest)
        return function

    return register
