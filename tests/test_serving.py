"""The buffer before Flask: whole requests in, whole answers out, and nothing believed too early."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gunicorn.glogging import Logger

from tribe.config import Settings
from tribe.serving import Server, folder, pages
from tribe.serving.pages import Pages
from tribe.serving.worker import LoopWorker

Messages = list[dict[str, Any]]
LIMIT = 1_000


def application(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    """Says what it was asked."""
    start_response("200 OK", [("X-Path", environ["PATH_INFO"])])
    words = environ["wsgi.input"].read()
    yield repr((environ.get("CONTENT_LENGTH"), len(words), len(words) and words[:1])).encode()
    yield repr(sorted(name for name in environ if name.startswith("HTTP_"))).encode()


def ask(
    *pieces: bytes,
    headers: list[tuple[bytes, bytes]] | None = None,
    path: bytes = b"/",
    silence: bool = False,
    wsgi: Any = application,
    host: bytes = b"tribe.example",
) -> Messages:
    """What is sent for a request whose body comes in these pieces."""
    return asyncio.run(_ask(list(pieces), headers or [], path, silence, wsgi, host))


async def _ask(
    pieces: list[bytes],
    headers: list[tuple[bytes, bytes]],
    path: bytes,
    silence: bool,
    wsgi: Any,
    host: bytes,
) -> Messages:
    sent: Messages = []

    async def receive() -> dict[str, Any]:
        if not pieces and silence:
            await asyncio.sleep(30)
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces) or silence}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path.decode(), "raw_path": path,
        "query_string": b"", "http_version": "1.1",
        "headers": [(b"host", host), *headers],
        "server": ("127.0.0.1", 80), "client": ("127.0.0.2", 9),
    }  # fmt: skip
    front = Pages(wsgi, threads=1, max_body=LIMIT)
    await front(scope, receive, send)
    front.pool.shutdown()
    return sent


def body(sent: Messages) -> str:
    return b"".join(message["body"] for message in sent[1:]).decode()


def test_a_body_in_pieces_is_whole_before_the_page_begins() -> None:
    sent = ask(b"ab", b"cd", headers=[(b"content-length", b"4")])
    assert body(sent).startswith("('4', 4, b'a')")


def test_a_chunked_body_gets_its_length() -> None:
    sent = ask(b"ab", b"c", headers=[(b"transfer-encoding", b"chunked")])
    assert body(sent).startswith("('3', 3, b'a')")
    assert "HTTP_TRANSFER_ENCODING" not in body(sent)


def test_a_body_that_is_too_long_is_read_past_and_its_length_told() -> None:
    sent = ask(*[b"x" * 500] * 5, headers=[(b"transfer-encoding", b"chunked")])
    assert body(sent).startswith("('2500', 1000, b'x')")


def test_a_body_far_too_long_is_not_even_read() -> None:
    length = str(pages.SHEDDING * LIMIT + 1)
    sent = ask(silence=True, headers=[(b"content-length", length.encode())])
    assert body(sent).startswith(f"('{length}', 0")


def test_a_body_that_comes_too_slowly_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PATIENCE", 0.1)
    sent = ask(b"a", silence=True, headers=[(b"content-length", b"4")])
    assert sent[0]["status"] == 408


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    sent = ask(headers=[(b"x_forwarded_for", b"10.0.0.1"), (b"x-real", b"1")])
    assert body(sent).endswith("['HTTP_HOST', 'HTTP_X_REAL']")


def test_a_path_keeps_its_bytes() -> None:
    sent = ask(path=b"/c/%C3%A9t%C3%A9%2Fx")
    assert dict(sent[0]["headers"])[b"x-path"].decode("latin-1") == "/c/été/x".encode().decode(
        "latin-1"
    )


@pytest.mark.parametrize("host", [b"", b" ", b'a b"<>', b"\xff", b"a/b", b"a@b", b"a:b", b"[::1"])
def test_a_host_that_is_none_is_refused(host: bytes) -> None:
    """Feeds and calendars would lead to it, where no setting says how the place is called."""
    assert ask(host=host)[0]["status"] == 400


@pytest.mark.parametrize("host", [b"tribe.example:8000", b"127.0.0.1", b"[::1]:80", b"my_host"])
def test_a_host_may_have_a_port_or_be_a_number(host: bytes) -> None:
    assert ask(host=host)[0]["status"] == 200


def test_an_answer_is_dated_once() -> None:
    """The server does it; what a page says of it beside would be a second date."""

    def dated(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Date", "Sat, 28 Nov 2026 22:39:13 GMT"), ("ETag", "x")])
        return [b""]

    assert [name for name, _value in ask(wsgi=dated)[0]["headers"]] == [b"etag"]


def test_a_large_answer_leaves_in_pieces_and_complete() -> None:
    def large(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"y" * 100_000, b"z" * 100_000]

    sent = ask(wsgi=large)
    assert [message.get("more_body") for message in sent[1:]] == [True, True, True, False]
    assert len(body(sent)) == 200_000


def test_more_than_can_wait_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_WAITING", 0)
    sent = ask()
    assert (sent[0]["status"], (b"retry-after", b"10") in sent[0]["headers"]) == (503, True)


def test_a_worker_gives_signs_of_life_in_time(tmp_path: Path) -> None:
    settings = Settings.from_environ({"TRIBE_DATA_DIR": str(tmp_path)})
    cfg = Server(settings, "127.0.0.1", 0, 1).cfg
    worker = LoopWorker(1, os.getpid(), [], None, cfg.timeout / 2, cfg, Logger(cfg))
    worker.tmp.close()
    assert worker._config(None).timeout_notify <= cfg.timeout / 5


def test_two_that_serve_one_folder_are_told(tmp_path: Path) -> None:
    first = folder.hold(tmp_path / "data")
    assert first is not None
    assert folder.hold(tmp_path / "data") is None
    assert (tmp_path / "data" / folder.NAME).stat().st_mode & 0o777 == 0o600
    first.close()
    again = folder.hold(tmp_path / "data")
    assert again is not None
    again.close()
