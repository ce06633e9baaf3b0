"""The `tribe` command: what it loads, and what it says when it cannot serve."""

import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.serving import TRIBE
from tribe.base.commands import CommandAt
from tribe.cli import OWN, main
from tribe.features import FEATURES

DECLARED = [*OWN, *(command for feature in FEATURES for command in feature.commands)]


@pytest.mark.parametrize("declared", DECLARED, ids=lambda one: one.name)
def test_each_command_stands_where_it_is_said_to_be(declared: CommandAt) -> None:
    assert declared.load().name == declared.name
    assert CliRunner().invoke(main, [declared.name, "--help"]).exit_code == 0


def test_help_names_every_command() -> None:
    words = CliRunner().invoke(main, ["--help"]).output
    assert all(f"  {declared.name} " in words for declared in DECLARED)


def test_whoever_measures_a_file_does_not_wait_for_the_pages() -> None:
    code = """
import sys
from tribe.cli import main
main(["measure", "--help"], standalone_mode=False)
print({"flask", "sqlalchemy", "scipy.stats", "tribe.app"} & sys.modules.keys())
"""
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.endswith("set()\n")


def test_what_few_need_is_loaded_by_who_needs_it() -> None:
    code = """
import sys
import tribe.app, tribe.features
rare = {"authlib", "bs4", "icalendar", "lxml", "networkx", "numpy", "scipy", "webauthn"}
print(rare & sys.modules.keys())
"""
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "set()\n"


def serve(*words: str) -> "subprocess.CompletedProcess[str]":
    """`tribe serve` where it cannot."""
    command = [str(TRIBE), "serve", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = serve("--port", str(port))
    said = f"Error: --host 127.0.0.1 --port {port}: another program listens there already\n"
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", said)


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("192.0.2.1", "this machine has no such address"),  # RFC 5737: nobody's
        ("nowhere.invalid", "no such host is known here"),
        ("a" * 80, "no such host is known here"),
    ],
)
def test_a_host_that_is_not_here_is_said_in_one_sentence(host: str, words: str) -> None:
    answer = serve("--host", host, "--port", "1")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == f"Error: --host {host} --port 1: {words}\n"
