"""A pytest plugin: counts which declared functions networkx's tests really ran here."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import networkx as nx

_served: Counter[str] = Counter()


def _counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        found = function(*args, **kwargs)
        _served[name] += 1
        return found

    return call


def pytest_configure(config: object) -> None:
    nx.utils.backends.backends["tribe"].load()
    from tribe.graph.backend.dispatch import REGISTER

    for name, found in list(REGISTER.items()):
        REGISTER[name] = replace(found, function=_counted(name, found.function))


def pytest_sessionfinish(session: object) -> None:
    Path(os.environ["TRIBE_SERVED"]).write_text(json.dumps(_served), encoding="utf-8")
