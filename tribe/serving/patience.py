"""The protocol of a connection, with an end to waiting for a request's head, and to its length."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_PATIENCE = 10.0  # seconds from the first wait for a request to the end of its head
MAX_HEAD = 128 * 2**10  # bytes of a request that are not its body: head, trailers, sizes of chunks


class Patient(HttpToolsProtocol):
    """Closes a connection whose request has no complete head in time, or one without end.

    uvicorn bounds the silence between two requests of a connection, but neither the time before the
    first one nor a head that comes by drops, and it keeps whatever comes of a head or of trailers.
    """

    _end_of_patience: asyncio.TimerHandle | None = None
    _came = 0  # bytes of the present request that are not its body

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a head, and no more once it is whole."""
        if self._is_between_requests():
            self._wait()
        self._came += len(data)
        super().data_received(data)
        if not self._is_between_requests():
            self._waited()
        if self._came > MAX_HEAD and not self.transport.is_closing():
            self._refuse_head()

    def on_body(self, body: bytes) -> None:
        """Bodies have a limit of their own."""
        self._came -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; what comes is the next one."""
        self._came = 0
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._waited()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """A socket is asked for, and its silence is its own."""
        self._waited()
        if self.parser.get_method() != b"GET":  # the sockets would wait for it for ever
            self.send_400_response("A socket is asked for by GET.")
            return
        super().handle_websocket_upgrade()

    def _refuse_head(self) -> None:
        if self._is_between_requests():
            self.send_400_response("The head of this request is too long.")
        else:  # an answer is on its way, which no other may interrupt
            self.transport.abort()

    def _is_between_requests(self) -> bool:
        if self.transport.get_protocol() is not self:
            return False
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        if self._end_of_patience is None:
            self._end_of_patience = self.loop.call_later(HEAD_PATIENCE, self.transport.abort)

    def _waited(self) -> None:
        if self._end_of_patience is not None:
            self._end_of_patience.cancel()
            self._end_of_patience = None
