"""A line between a browser and a server, which can be cut, or lose what the server answers."""

import socket
import threading
from contextlib import suppress
from typing import Self


class Line:
    """Forwards connections while it is up; cut, nobody answers at its address."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self.there = (host, int(port))
        self.loses_answers = False
        self.open: list[socket.socket] = []
        self.guard, self.is_cut = threading.Lock(), False
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = self.door.getsockname()
        self.url = f"http://127.0.0.1:{self.address[1]}"
        self._serve()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_about: object) -> None:
        self.cut()

    def cut(self) -> None:
        """Hang up on everybody, and answer nobody."""
        with self.guard:
            self.is_cut = True
            for one in (self.door, *self.open):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            self.open.clear()

    def mend(self) -> None:
        """Answer again, at the same address."""
        self.loses_answers = self.is_cut = False
        self.door = socket.create_server(self.address)
        self._serve()

    def _serve(self) -> None:
        threading.Thread(target=self._accept, args=(self.door,), daemon=True).start()

    def _accept(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = door.accept()
                with self.guard:
                    if self.is_cut:  # meanwhile
                        near.close()
                        return
                    self.open.append(near)
                    far = socket.create_connection(self.there)
                    self.open.append(far)
                for source, target, is_answer in ((near, far, False), (far, near, True)):
                    threading.Thread(
                        target=self._pass_on, args=(source, target, is_answer), daemon=True
                    ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(2**16):
                if is_answer and self.loses_answers:
                    break
                target.sendall(piece)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
