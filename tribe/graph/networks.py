"""networkx, loaded when a name of it is asked for: a server of pages holds 20 MB less without."""

from typing import Any


def __getattr__(name: str) -> Any:
    import networkx

    return getattr(networkx, name)
