"""`tribe demo`: a believable tribe to look at, built on first run and then served."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from tribe.config import Settings

if TYPE_CHECKING:
    from tribe.demo.keeping import Keeping

HOST = "127.0.0.1"
ABOUT = {
    "ada": "founder, admin",
    "ben": "moderator",
    "ines": "analyst",
    "cleo": "member, on the council",
}


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--rebuild", is_flag=True, help="Build it anew, so that it ends today.")
@click.pass_context
def demo(context: click.Context, port: int, rebuild: bool) -> None:
    """Serve the demo tribe, which is built on first run; always SQLite and one process."""
    from tribe.demo.keeping import Busy, Keeping, NotOurs  # the whole story, for its teller alone

    for name in ("TRIBE_DATABASE_URL", "TRIBE_REDIS_URL"):
        os.environ.pop(name, None)
    keeping = Keeping(Settings.from_environ().data_dir)
    _check_free(port)
    try:
        if rebuild or not keeping.is_built:
            _build(context, keeping)
    except NotOurs as error:
        raise click.ClickException(
            f"there is a tribe in {error} that is not the demo; choose another TRIBE_DATA_DIR"
        ) from error
    except Busy as error:
        raise click.ClickException(f"the demo is being built in {error} already") from error
    _announce(port, keeping.password)
    root = context.find_root().command
    assert isinstance(root, click.Group)
    serve = root.get_command(context, "serve")
    assert serve is not None
    context.invoke(serve, host=HOST, port=port, workers=1)


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} is taken: choose another with --port"
            ) from error


def _build(context: click.Context, keeping: Keeping) -> None:
    click.echo("Building the demo tribe: eighteen months, three hundred members …", err=True)
    with tqdm(disable=not sys.stderr.isatty(), unit=" acts", file=sys.stderr) as bar:

        def advance(done: int, total: int, label: str) -> None:
            bar.total = total
            bar.set_postfix_str(label, refresh=False)
            bar.update(done - bar.n)

        _compile_meanwhile()
        keeping.rebuild(context.obj, advance, reports_wait=True)


def _compile_meanwhile() -> None:
    """Let another processor compile what the reports will need, while the story is told."""
    subprocess.Popen(
        [sys.executable, "-m", "tribe.graph.warming"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _announce(port: int, password: str) -> None:
    from tribe.demo.people import SIGN_INS

    click.echo(f"\nLa Fournée, the demo tribe, is at http://{HOST}:{port}\n")
    click.echo("Sign in as")
    for sign in SIGN_INS:
        click.echo(f"  {sign.name:<6}{ABOUT[sign.name]}")
    click.echo(f"with the password  {password}\n")
    click.echo("On the first start its two reports are being made now: a minute or two.")
    click.echo("Ctrl-C ends it. `--rebuild` makes it anew, ending today.\n")
    sys.stdout.flush()
