"""Every command is given hostile arguments: it says what is wrong in words, and never breaks."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from tests.conftest import Cast
from tests.world import furnish
from tribe import cli

SERVING = {"serve", "worker", "demo"}  # those go on; what they are given click judges beforehand
OUTSIDE = {"check", "migrate", "restore"}  # of the real database of the environment
KNOWN = (0, 1, 2, 65, 67, 75)  # of mails that a server hands over: sysexits.h
HOSTILE = (
    "",
    "0",
    "-1",
    "9" * 20,
    "9" * 400,
    "\udcff\udcfe",  # how Python reads bytes that are no UTF-8
    "a\nb",
    "\u202e\u200b",
    "/dev/null",
    "/dev/null/below",
    "/proc/none",
)


def leaves(
    command: click.Command, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, and what is typed to reach it."""
    if not isinstance(command, click.Group):
        yield words, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        if name not in SERVING | OUTSIDE:
            yield from leaves(found, (*words, name))


def plain(parameter: click.Parameter, folder: Path) -> str:
    """What a parameter may well be."""
    match parameter.type:
        case click.Choice() as one:
            return str(one.choices[0])
        case click.IntRange():
            return "1"
        case click.Path(file_okay=False):
            return str(folder)
    return "cleo"


def tried(command: click.Command, folder: Path) -> Iterator[list[str]]:
    """What follows the name of a command: each parameter in turn is hostile, the rest is plain."""
    typed = [one for one in command.params if not getattr(one, "is_flag", False)]
    for under_attack in typed:
        for hostile in HOSTILE:
            options: list[str] = []
            arguments: list[str] = []
            for one in typed:
                if one is not under_attack and not one.required:
                    continue
                value = hostile if one is under_attack else plain(one, folder)
                if isinstance(one, click.Option):
                    options += [one.opts[-1], value]
                else:
                    arguments.append(value)
            yield [*options, "--", *arguments]


LEAVES = dict(leaves(cli.main, ()))


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_no_argument_breaks_a_command(
    app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    furnish(app, cast)
    monkeypatch.setattr(cli, "_ready_app", lambda: app)
    monkeypatch.setattr(cli, "_bare_app", lambda: app)
    monkeypatch.chdir(tmp_path)
    for typed in tried(LEAVES[words], tmp_path):
        result = CliRunner().invoke(cli.main, [*words, *typed])
        assert isinstance(result.exception, SystemExit | None), (typed, result.exception)
        assert result.exit_code in KNOWN
