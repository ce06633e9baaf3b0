"""gunicorn within our own process: what was imported once is not imported again by a worker."""

import ctypes
import errno
import gc
import resource
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from tribe.app import create_app
from tribe.config import Settings, WrongSetting
from tribe.jobs import start_embedded

OPEN_FILES = 65_536  # at most; a socket is a file, and what a shell allows is often 1 024


M_ARENA_MAX = -8  # malloc.h


class Server(BaseApplication):  # type: ignore[misc]
    """Each worker builds the application after its fork, so that no connection is shared."""

    def __init__(
        self,
        settings: Settings,
        host: str,
        port: int,
        workers: int,
        end: Callable[[], None] = lambda: None,
    ) -> None:
        """`end` is called when all workers have ended, however their threads did."""
        self.settings = settings
        self.options: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "worker_class": "tribe.serving.worker.LoopWorker",
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "logger_class": "tribe.serving.logger.Logger",
            "on_exit": lambda _arbiter: end(),
        }
        _allow_open_files()
        super().__init__()

    def run(self) -> None:
        """Serve; what is in memory by now is shared with the workers.

        A collection would write on each object, and give each process pages of its own.
        """
        _share_one_heap()
        gc.collect()
        gc.freeze()
        super().run()

    def load_config(self) -> None:
        """Our options, and none from files or the command line."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """The application of one worker; without Redis it does the queue's work too."""
        app: Flask = create_app(self.settings)
        if not self.settings.redis_url:
            app.extensions["embedded_jobs"] = start_embedded(app)
        return app


def _share_one_heap() -> None:
    """Let the threads of a process take memory from one heap, where the C library is GNU's.

    Each would keep a heap of its own, with what it took for one large page.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def check_address(host: str, port: int) -> None:
    """Raise WrongSetting where nothing can listen; gunicorn would ask five times and trace back."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen(1)
    except (OSError, UnicodeError) as error:
        raise WrongSetting(f"--host {host} --port {port}: {_why_not(error)}") from error


def _why_not(error: Exception) -> str:
    match error:
        case socket.gaierror() | UnicodeError():
            return "no such host is known here"
        case OSError(errno=errno.EADDRINUSE):
            return "another program listens there already"
        case OSError(errno=errno.EADDRNOTAVAIL):
            return "this machine has no such address"
        case OSError(errno=errno.EACCES):
            return "a port below 1024 is not for this account"
    return "nothing can listen there"


def _allow_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
