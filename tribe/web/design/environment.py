"""How templates are held: with one map of globals for all of them."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment as FlaskEnvironment


class Environment(FlaskEnvironment):
    """Flask's environment, whose templates share the globals themselves.

    Jinja lays a map of its own over them for each template, which it then walks, name by name, at
    every import of macros: a page imports a dozen times.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The shared globals, unless a template was asked for with its own."""
        return super().make_globals(d) if d else self.globals
