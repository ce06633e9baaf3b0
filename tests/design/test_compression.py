"""Text leaves compressed when the browser asks, and only then."""

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tribe.web import compression


def test_a_page_is_compressed(client: FlaskClient) -> None:
    plain = client.get("/patterns")
    small = client.get("/patterns", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 3
    text = gzip.decompress(small.data).decode()
    assert text.splitlines()[:5] == plain.text.splitlines()[:5]


def test_a_refused_encoding_is_not_sent(client: FlaskClient) -> None:
    answer = client.get("/patterns", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("kind", "body", "status", "expected"),
    [
        ("text/html", "a" * 2000, 200, "gzip"),
        ("application/atom+xml", "a" * 2000, 200, "gzip"),
        ("text/html", "a" * 2000, 422, "gzip"),
        ("text/html", "a" * 900, 200, None),
        ("image/webp", "a" * 2000, 200, None),
        ("text/html", "", 304, None),
    ],
)
def test_what_is_worth_it(
    app: Flask, kind: str, body: str, status: int, expected: str | None
) -> None:
    with app.test_request_context("/", headers={"Accept-Encoding": "gzip"}):
        answer = compression.compress(Response(body, status, mimetype=kind))
        assert answer.headers.get("Content-Encoding") == expected


def test_a_tag_becomes_weak_and_still_answers(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Encoding": "gzip"}):
        answer = Response("a" * 2000, mimetype="text/calendar")
        answer.set_etag("v1")
        assert compression.compress(answer).headers["ETag"] == 'W/"v1"'


def test_a_built_file_is_not_compressed_twice(client: FlaskClient, app: Flask) -> None:
    from tribe.web.design.assets import asset

    with app.app_context():
        address = asset("app.css")
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data)[:1] == b"@"


def test_what_is_packed_is_gzip_and_always_the_same() -> None:
    plain = b"<p>Bread and neighbours.</p>" * 500
    packed = compression.pack(plain)
    assert gzip.decompress(packed) == plain
    assert packed == compression.pack(plain)
    assert packed[4:8] == bytes(4)  # no moment of when it was packed
    assert len(packed) < len(plain) / 20
