"""The lines for Postfix, as the guide has them, in a Postfix of the test's own.

It needs the programs of the package and no mail of the system: all is in one folder.
`TRIBE_TEST_POSTFIX` names where the package was unpacked, if it is not installed.
"""

import grp
import os
import pwd
import re
import shlex
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.forking import TRIBE, run
from tests.mail.conftest import box, postal, server
from tests.mail.servers import CONNECT, Mailbox
from tests.mail.test_answers import CLEO, answer, hall, posts, where, work
from tests.mail.test_listening import listening
from tests.operators.test_examples import wait_for_port
from tests.serving import end_with_us, free_port
from tribe.base.db import session
from tribe.forum.models import Topic

__all__ = ["box", "hall", "postal", "server"]
GUIDE = Path(__file__).parents[2] / "docs/operators/mail.md"
UNPACKED = os.environ.get("TRIBE_TEST_POSTFIX", "")
FOUND = shutil.which("postconf", path=f"{UNPACKED}/usr/sbin" if UNPACKED else "/usr/sbin:/usr/bin")
OURS = "in@hall.example"  # the address of the tests, in the place of the guide's
RECORDS = """#!/bin/sh
set -e
one=$(mktemp -d {folder}/run-XXXXXX)
for word in "$@"; do printf '%s\\n' "$word" >> "$one/words"; done
cat > "$one/message"
"""

installed = pytest.mark.skipif(not FOUND, reason="Postfix is not installed")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Postfix is started by root alone")


def told(paragraph: str) -> dict[str, str]:
    """The lines that follow a paragraph of the guide, by the file that they are for."""
    block = GUIDE.read_text().split(f"\n{paragraph}", 1)[1].split("\n\n")[1]
    files: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        assert line.startswith("    "), line
        if line.startswith("    # "):
            name = line[6:].split()[0].rstrip(",")
        else:
            files[name] = files.get(name, "") + line[4:] + "\n"
    return files


LMTP, PIPE = told("**Postfix**"), told("**By a pipe**")


def program(name: str, folder: str = "sbin") -> str:
    """Where a program of the package is."""
    below = {"sbin": "sbin", "daemons": "lib/postfix/sbin"}[folder]
    return f"{UNPACKED}/usr/{below}/{name}"


def environ() -> dict[str, str]:
    libraries = {"LD_LIBRARY_PATH": f"{UNPACKED}/usr/lib/postfix"} if UNPACKED else {}
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"} | libraries


@dataclass(frozen=True)
class Postfix:
    """A Postfix in a folder of its own, and the port at which it takes mail in."""

    folder: Path
    port: int

    def ask(self, name: str, *words: object) -> str:
        """What one of its programs says, which has nothing to complain of."""
        done = subprocess.run(
            [program(name), "-c", str(self.folder / "conf"), *map(str, words)],
            env=environ(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout.strip()

    def write(self, name: str, lines: str) -> None:
        """Write lines to the end of a file of its configuration."""
        with (self.folder / "conf" / name).open("a") as file:
            file.write(lines.replace("/etc/postfix", str(self.folder / "conf")))


def somebody(*names: str) -> str:
    """The first of some users that the machine knows."""
    known = {one.pw_name for one in pwd.getpwall()}
    return next(name for name in names if name in known)


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    """Its folder with what the package gives, before any line of the guide."""
    with tempfile.TemporaryDirectory(prefix="postfix-") as made:
        folder, port = Path(made), free_port()
        folder.chmod(0o755)
        for name in ("conf", "queue", "data"):
            (folder / name).mkdir()
        owner = somebody("postfix", "nobody")
        shutil.chown(folder / "data", owner)
        groups = {one.gr_name: one.gr_gid for one in grp.getgrall()}
        taken = pwd.getpwnam(owner).pw_gid
        names = ("postdrop", "games", "users")
        group = next(one for one in names if groups.get(one, taken) != taken)
        elsewhere = (
            f"shlib_directory = {UNPACKED}/usr/lib/postfix\n"
            f"meta_directory = {UNPACKED}/etc/postfix\n"
            if UNPACKED
            else ""
        )
        (folder / "conf/main.cf").write_text(
            f"""compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = {program("")}
daemon_directory = {program("", "daemons")}
mail_owner = {owner}
setgid_group = {group}
default_privs = {somebody("mail", "nobody")}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.hall.example
mydestination = hall.example, example.org
alias_maps =
local_recipient_maps =
maillog_file = /dev/stdout
{elsewhere}import_environment = MAIL_CONFIG LD_LIBRARY_PATH PATH TZ LANG=C
"""
        )
        given = Path(f"{UNPACKED}/usr/share/postfix/master.cf.dist").read_text()
        front = f"127.0.0.1:{port} inet n - n - - smtpd"
        services = re.sub(r"^smtp +inet .*$", front, given, flags=re.M)
        services = re.sub(r"^(\S+ +(?:unix|fifo) +\S+ +\S+ +)y", r"\1n", services, flags=re.M)
        (folder / "conf/master.cf").write_text(services)
        yield Postfix(folder, port)


@contextmanager
def running(postfix: Postfix) -> Iterator[None]:
    """Let it take mail in until the block ends; what it logged is told where that fails."""
    check = [program("postfix"), "-c", str(postfix.folder / "conf"), "check"]
    done = subprocess.run(check, env=environ(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    log = postfix.folder / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [program("master", "daemons"), "-d", "-c", str(postfix.folder / "conf")],
            env=environ() | {"MAIL_CONFIG": str(postfix.folder / "conf")},
            stdout=file, stderr=file, preexec_fn=end_with_us, start_new_session=True,
        )  # fmt: skip
    try:
        wait_for_port(postfix.port)
        yield
    except BaseException as error:
        error.add_note(log.read_text())
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def until(is_so: Any) -> None:
    """Wait for it, some seconds at most."""
    for _ in range(150):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def hand_over(postfix: Postfix, sender: str, raw: bytes, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", postfix.port, timeout=20) as client:
        client.sendmail(sender, recipients, raw.replace(b"\n", b"\r\n"))


@installed
def test_postfix_understands_each_line(postfix: Postfix) -> None:
    standing = set(postfix.ask("postconf", "-n").splitlines())
    postfix.write("main.cf", LMTP["main.cf"] + PIPE["main.cf"])
    postfix.write("master.cf", PIPE["master.cf"])
    postfix.write("transport", LMTP["transport"])
    added = set(postfix.ask("postconf", "-n").splitlines()) - standing
    said = LMTP["main.cf"] + PIPE["main.cf"]
    assert added == set(said.replace("/etc/postfix", str(postfix.folder / "conf")).splitlines())
    service = postfix.ask("postconf", "-F", "tribe/unix/command")
    assert service.startswith("tribe/unix/command = pipe user=tribe null_sender= argv=/usr/bin/env")
    postfix.ask("postmap", postfix.folder / "conf/transport")
    table = f"hash:{postfix.folder / 'conf/transport'}"
    assert postfix.ask("postmap", "-q", "tribe@example.org", table) == "lmtp:inet:127.0.0.1:2424"


@installed
@as_root
def test_an_answer_comes_in_by_lmtp(
    hall: Topic, box: Mailbox, postal: Flask, postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient, port = where(hall, box), free_port()
    monkeypatch.setattr(smtplib.SMTP, "connect", CONNECT)
    lines = LMTP["transport"].replace("tribe@example.org", OURS).replace("2424", str(port))
    postfix.write("main.cf", LMTP["main.cf"])
    postfix.write("transport", lines)
    postfix.ask("postmap", postfix.folder / "conf/transport")
    with listening(postal, f"127.0.0.1:{port}"), running(postfix):
        hand_over(postfix, CLEO, answer(), recipient)

        def is_posted() -> bool:
            session.rollback()
            work()
            return posts(hall)[-1][1] == "Yes, at eight."

        until(is_posted)


@installed
@as_root
def test_an_answer_and_a_bounce_come_in_by_the_pipe(
    hall: Topic, box: Mailbox, postal: Flask, postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Postfix runs what stands for the command, each recipient alone; the command is run so."""
    recipient = where(hall, box)
    monkeypatch.setattr(smtplib.SMTP, "connect", CONNECT)
    keeps, script = postfix.folder / "kept", postfix.folder / "command"
    keeps.mkdir()
    user = somebody("mail", "daemon")  # not the one to whom Postfix itself belongs
    shutil.chown(keeps, user)
    script.write_text(RECORDS.format(folder=keeps))
    script.chmod(0o755)
    command = "/opt/tribe/.venv/bin/tribe"
    assert command in PIPE["master.cf"]
    lines = PIPE["master.cf"].replace("user=tribe", f"user={user}").replace(command, str(script))
    postfix.write("main.cf", LMTP["main.cf"] + PIPE["main.cf"])
    postfix.write("master.cf", lines)
    postfix.write("transport", PIPE["transport"].replace("tribe@example.org", OURS))
    postfix.ask("postmap", postfix.folder / "conf/transport")
    other = recipient.replace("rpost", "bpost")
    with running(postfix):
        hand_over(postfix, CLEO, answer(), recipient, other)
        hand_over(postfix, "", answer(number=2), recipient)
        until(lambda: len(list(keeps.glob("run-*/message"))) == 3)
    runs = [
        ((one / "words").read_text().split("\n")[:-1], (one / "message").read_bytes())
        for one in keeps.glob("run-*")
    ]
    asked = ["mail", "receive", "--recipient"]
    expected = [(recipient, CLEO), (other, CLEO), (recipient, "")]
    given = [[*asked, to, "--sender", sender] for to, sender in expected]
    assert sorted(words for words, _message in runs) == sorted(given)
    [message] = [message for words, message in runs if words == given[0]]
    settings = postal.config["SETTINGS"]
    ours = {
        "TRIBE_DATA_DIR": str(settings.data_dir),
        "TRIBE_SECRET_KEY": "only for tests",
        "TRIBE_DATABASE_URL": settings.database_url,
        "TRIBE_INBOUND_ADDRESS": OURS,
    }
    session.rollback()
    done = run([TRIBE, *given[0]], env=ours, input=message.decode(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    work()
    assert posts(hall)[-1][1] == "Yes, at eight."


def test_the_guide_names_the_command_as_the_unit_does() -> None:
    words = shlex.split(PIPE["master.cf"].replace("\n", " "))
    unit = (GUIDE.parent / "examples/tribe-mail.service").read_text()
    [program_of_unit] = re.findall(r"^ExecStart=(\S+)", unit, re.MULTILINE)
    assert program_of_unit in words
    environment = (GUIDE.parent / "examples/tribe.env").read_text().splitlines()
    said = [word for word in words if word.startswith(("TRIBE_DATA_DIR", "TRIBE_BASE_URL"))]
    assert set(said) <= set(environment)
