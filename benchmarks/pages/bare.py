"""The least that Flask can answer, under the same gunicorn settings as Tribe's own server."""

import sys
from collections.abc import Callable
from typing import Any

from flask import Flask

from tribe.config import Settings
from tribe.serving import Server


class Bare(Server):
    """Tribe's server with an application of one line."""

    def load(self) -> Callable[..., Any]:
        """An application that says ok."""
        app = Flask("bare")
        app.add_url_rule("/", "ok", lambda: "ok")
        return app


if __name__ == "__main__":
    Bare(Settings.from_environ(), "127.0.0.1", int(sys.argv[1]), 1).run()
