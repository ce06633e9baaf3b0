"""gunicorn within our own process: what was imported once is not imported again by a worker."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from tribe.app import create_app
from tribe.config import Settings
from tribe.jobs import start_embedded

THREADS = 100  # an open page holds one by its socket


class Server(BaseApplication):  # type: ignore[misc]
    """Each worker builds the application after its fork, so that no connection is shared."""

    def __init__(self, settings: Settings, host: str, port: int, workers: int) -> None:
        self.settings = settings
        self.options: dict[str, Any] = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": 10,
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        """Our options, and none from files or the command line."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """The application of one worker; without Redis it does the queue's work too."""
        app: Flask = create_app(self.settings)
        if not self.settings.redis_url:
            start_embedded(app)
        return app
