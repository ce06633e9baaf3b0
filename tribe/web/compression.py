"""Pages sent small: text is compressed on its way out, for readers on slow lines."""

from flask import Flask, Response, request
from zlib_ng import zlib_ng

MIN_SIZE = 1_000  # bytes; below, the envelope costs more than it saves
LEVEL = 4  # as small as zlib's fifth, at half its time
GZIP = 31  # of zlib's window bits: the greatest window, in gzip's envelope
KINDS = {
    "text/html",
    "text/css",
    "text/calendar",
    "text/plain",
    "application/json",
    "application/atom+xml",
    "application/ld+json",
}


def pack(plain: bytes) -> bytes:
    """The same bytes as gzip has them; always the same for the same."""
    packed: bytes = zlib_ng.compress(plain, LEVEL, GZIP)
    return packed


def compress(response: Response) -> Response:
    """The same answer, compressed where the browser asks and it is worth it."""
    if (
        response.mimetype not in KINDS
        or response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or response.status_code in (204, 206, 304)
    ):
        return response
    response.vary.add("Accept-Encoding")
    whole = response.get_data()
    if len(whole) < MIN_SIZE or not request.accept_encodings["gzip"] > 0:
        return response
    response.set_data(pack(whole))
    response.headers["Content-Encoding"] = "gzip"
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        response.set_etag(tag, weak=True)  # the bytes differ, the meaning does not
    return response


def init_app(app: Flask) -> None:
    """Compress every answer of the application, after all else was said about it."""
    app.after_request_funcs.setdefault(None, []).insert(0, compress)
