"""Compiled loops over arrays, one family a module; loaded, and compiled once, when first used.

``kernels.paths`` and its sisters are modules of Numba functions: arrays in, arrays out, no
labels, no options of networkx. They release the interpreter's lock, draw chance from a seed
that is given, and never from Numba's or numpy's global state.
"""

from __future__ import annotations

import importlib
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    """Import a family when it is first asked for, so that pages never wait for a compiler."""
    try:
        return importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as missing:
        if missing.name != f"{__name__}.{name}":
            raise
        raise AttributeError(f"there is no family of kernels called {name}") from None
