"""Commands that are declared by where they are, and imported when they are called."""

from dataclasses import dataclass
from importlib import import_module

import click


@dataclass(frozen=True)
class CommandAt:
    """A command by its name, and its place: "module:attribute"."""

    name: str
    place: str

    def load(self) -> click.Command:
        """The command itself."""
        module, _colon, attribute = self.place.partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found
