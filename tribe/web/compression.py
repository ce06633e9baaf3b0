"""Pages sent small: text is compressed on its way out, for readers on slow lines."""

import gzip

from flask import Flask, Response, request

MIN_SIZE = 1_000  # bytes; below, the envelope costs more than it saves
COMPRESSION_LEVEL = 5  # a tenth larger than the best, at a third of its time
KINDS = {
    "text/html",
    "text/css",
    "text/calendar",
    "text/plain",
    "application/json",
    "application/atom+xml",
    "application/ld+json",
}


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
    response.set_data(gzip.compress(whole, COMPRESSION_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        response.set_etag(tag, weak=True)  # the bytes differ, the meaning does not
    return response


def init_app(app: Flask) -> None:
    """Compress every answer of the application, after all else was said about it."""
    app.after_request_funcs.setdefault(None, []).insert(0, compress)
