"""`tribe will`: sealing the tribe, and opening what was sealed, on any machine."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask

from tribe.will.errors import WillError
from tribe.will.keys import new_words, public_key
from tribe.will.opening import Opening, opening
from tribe.will.sealed import Seal

Make = Callable[[], Flask]
sealed_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def will() -> None:
    """The sealed copy of a tribe that most of its council opens together."""


@will.command()
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="Write it there too.")
@click.pass_context
def seal(context: click.Context, to: Path | None) -> None:
    """Seal the whole tribe now for the council of today, in the place of the last copy.

    `tribe serve` does it each month by itself, and for each new council.
    """
    from tribe import storage
    from tribe.archive.errors import ArchiveError
    from tribe.archive.services import new_file
    from tribe.base.db import session
    from tribe.base.errors import RuleBroken
    from tribe.web.errors import words
    from tribe.will import sealing

    make: Make = context.find_root().obj
    with make().app_context():
        try:
            with new_file(to) if to is not None else nullcontext() as written:
                copy, sealed = sealing.seal()
                session.commit()
                if written is not None:
                    written[0].writelines(storage.pieces(copy.digest))
                    written[0].flush()
                    os.fsync(written[0].fileno())
        except (ArchiveError, RuleBroken) as error:
            _fail(words(error) if isinstance(error, RuleBroken) else str(error))
    _tell(sealed)


@will.command()
def key() -> None:
    """Make a key of your own on this machine; its public part goes on the page /me/will."""
    words = new_words()
    click.echo("Write these words down and show them to nobody; they are kept nowhere:\n")
    click.echo(_numbered(words))
    click.echo(f"\nYour public key, for the page /me/will:\n{public_key(words)}")


@will.command()
@sealed_file
def share(file: Path) -> None:
    """Tell the words of your share of FILE, which open it alone and not your other copies.

    Give them to whoever opens it; your key stays yours.
    """
    with _opened(file) as sealed:
        _tell(sealed.seal)
        holder, words = sealed.share_by(_asked("Your key, twenty words"))
    click.echo(f"\nThe share of {holder.name}, number {holder.number}:\n\n{_numbered(words)}")


@will.command("open")
@sealed_file
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--share", "files", multiple=True, metavar="TEXT-FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A text file with a key or a share; may be given several times.",
)  # fmt: skip
def open_(file: Path, folder: Path, files: Sequence[Path]) -> None:
    """Open FILE into a new folder DIR with the keys or shares of enough of its council.

    They are asked for one by one. `tribe import tribe DIR` makes a place of it.
    """
    if folder.exists():
        _fail(f"{folder} is there already")
    with _opened(file) as sealed:
        _tell(sealed.seal)
        for path in files:
            _take(sealed, path.read_text(encoding="utf-8", errors="replace"), f"{path}: ")
        while sealed.lacking:
            _take(sealed, _asked(f"A key or a share, {sealed.lacking} more"))
        sealed.write_to(folder)
    click.echo(
        f"{folder}: opened. See its README; tribe import tribe {folder} makes a place of it."
    )


def _take(sealed: Opening, said: str, where: str = "") -> None:
    try:
        holder = sealed.take(said)
    except WillError as error:
        click.echo(f"{where}{error}", err=True)
    else:
        click.echo(f"{where}the share of {holder.name} is there.")


def _asked(question: str) -> str:
    """What is typed; raises Abort at the end of what can be read."""
    said: str = click.prompt(question)
    return said


@contextmanager
def _opened(file: Path) -> Iterator[Opening]:
    """Something sealed while it is looked at; what is wrong with it ends the command."""
    try:
        with opening(file) as sealed:
            yield sealed
    except WillError as error:
        _fail(str(error))


def _tell(seal: Seal) -> None:
    count = len(seal.holders)
    click.echo(f"{seal.place}, sealed {seal.sealed_at}: {seal.threshold} of {count} open it.")
    for holder in seal.holders:
        click.echo(f"  {holder.number}. {holder.name}  {holder.key}")


def _numbered(words: str) -> str:
    """Words to be written down, five a line."""
    told = [f"{number:2}. {word:<10}" for number, word in enumerate(words.split(), 1)]
    return "\n".join("".join(told[at : at + 5]).rstrip() for at in range(0, len(told), 5))


def _fail(words: str) -> NoReturn:
    raise click.ClickException(words)
