"""Commands of ours in processes of their own, without loading everything anew for each.

Loading what `tribe` loads takes a second or more of a processor, and the suite runs hundreds of
commands. So one process for each pytest loads it once (`python -m tests.forking`) and forks: the
fork has the arguments, the variables, the folder and the pipes of the command, is killed by its
own number, and ends as the command ends. What is tested of starting itself runs the real script.
"""

import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

TRIBE = Path(sys.executable).parent / "tribe"
LOADED = (
    "tribe.app", "tribe.cli", "tribe.features", "tribe.operating", "flask_migrate.cli",
    "flask_sqlalchemy.cli", "alembic.command", "simple_websocket",
)  # fmt: skip
LENGTH = struct.Struct("!I")
STATUS = struct.Struct("!i")


class Fork(subprocess.Popen[Any]):
    """A command as subprocess.Popen has it, forked from the process that has loaded everything.

    What Popen does before and after is Popen's; replaced are its three steps that speak to the
    system: to start, to ask whether it has ended, and to wait.
    """

    _ended: socket.socket

    def _execute_child(self, args: Any, *others: Any) -> None:
        cwd, env, pipes, is_session = others[4], others[5], others[9:15], others[20]
        self._ended, told = socket.socketpair()
        theirs = (pipes[0], pipes[3], pipes[5])
        given = [one if one != -1 else usual for usual, one in enumerate(theirs)]
        order = {
            "argv": [os.fspath(word) for word in args],
            "env": dict(os.environ if env is None else env),
            "cwd": os.fspath(cwd or os.getcwd()),
            "session": bool(is_session),
        }
        _forker().ask(order, [*given, told.fileno()])
        told.close()
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]
        self.pid = STATUS.unpack(_whole(self._ended, STATUS.size))[0]
        self._child_created = True

    def _internal_poll(self, _deadstate: Any = None, **_options: Any) -> int | None:
        if self.returncode is None and select.select([self._ended], [], [], 0)[0]:
            self._note_end()
        return self.returncode

    def _wait(self, timeout: float | None) -> int:
        if self.returncode is None:
            if not select.select([self._ended], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self._note_end()
        return self.returncode

    def _note_end(self) -> None:
        self.returncode = STATUS.unpack(_whole(self._ended, STATUS.size))[0]
        self._ended.close()


def can_fork(command: list[str]) -> bool:
    """Whether a command is `tribe` or a module of the tests, on a system that forks."""
    is_ours = command[0] == str(TRIBE) or (
        command[:2] == [sys.executable, "-m"] and command[2].startswith("tests.")
    )
    return is_ours and sys.platform == "linux"


def run(command: list[Any], **options: Any) -> "subprocess.CompletedProcess[Any]":
    """subprocess.run for commands of ours, without `check`."""
    words = [str(word) for word in command]
    if not can_fork(words):
        return subprocess.run(words, check=False, **options)
    typed, timeout = options.pop("input", None), options.pop("timeout", None)
    if options.pop("capture_output", False):
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if typed is not None:
        options["stdin"] = subprocess.PIPE
    with Fork(words, **options) as process:
        try:
            out, err = process.communicate(typed, timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(words, process.returncode, out, err)


class _Forker:
    """The process that has loaded everything, as the tests ask it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            cwd=Path(__file__).resolve().parent.parent,
        )
        theirs.close()
        self.channel, self.turn = ours, Lock()

    def ask(self, order: dict[str, Any], fds: list[int]) -> None:
        """Have a command forked that has these four: in, out, err, and who is told its end."""
        said = json.dumps(order).encode()
        with self.turn:
            socket.send_fds(self.channel, [LENGTH.pack(len(said))], fds)
            self.channel.sendall(said)


@cache
def _forker() -> _Forker:
    return _Forker()


def _whole(channel: socket.socket, size: int) -> bytes:
    """So many bytes; raises EOFError where there are fewer."""
    said = b""
    while len(said) < size:
        more = channel.recv(size - len(said))
        if not more:
            raise EOFError("the process that forks has ended")
        said += more
    return said


def _serve(channel: socket.socket) -> Callable[[], object] | None:
    """Fork for every order. Returns in a fork what it is to do, and here None at the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who keep the commands need no burial
    while True:
        said, fds, _flags, _from = socket.recv_fds(channel, LENGTH.size, 4)
        if not said:
            return None
        order = json.loads(_whole(channel, LENGTH.unpack(said)[0]))
        if os.fork() == 0:
            channel.close()
            return _keep(order, fds)
        for fd in fds:
            os.close(fd)


def _keep(order: dict[str, Any], fds: list[int]) -> Callable[[], object] | None:
    """Fork the command, and tell its number and how it ended."""
    from tests.serving import end_with_us

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    end_with_us()
    *standard, told = fds
    pid = os.fork()
    if pid == 0:
        os.close(told)
        end_with_us()
        return _become(order, standard)
    for fd in standard:
        os.close(fd)
    os.write(told, STATUS.pack(pid))
    _pid, status = os.waitpid(pid, 0)
    with suppress(OSError):  # nobody asks any more
        os.write(told, STATUS.pack(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _become(order: dict[str, Any], standard: list[int]) -> Callable[[], object]:
    """What the command does, with everything around it as it would have it."""
    if order["session"]:
        os.setsid()
    for number, fd in enumerate(standard):
        os.dup2(fd, number)
        os.close(fd)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    argv: list[str] = order["argv"]
    if argv[0] == str(TRIBE):
        from tribe.cli import main

        sys.argv = argv
        return main
    sys.argv = argv[2:]
    return lambda: runpy.run_module(argv[2], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for name in LOADED:
        import_module(name)
    import_module("tests.drawing").share()
    todo = _serve(socket.socket(fileno=int(sys.argv[1])))
    if todo is not None:
        sys.exit(todo())  # type: ignore[arg-type]
