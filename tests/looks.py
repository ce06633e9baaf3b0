"""Saying why one looks at a private thing, as staff is asked to before it is shown."""

from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def say_why(client: FlaskClient, path: str, why: str = "A member asked us to") -> TestResponse:
    """Open a page; where a reason is asked for, give one and be led on. What the page answers."""
    answer = client.get(path)
    asked = urlsplit(answer.headers.get("Location", ""))
    if asked.path != "/look":
        return answer
    client.post("/look", data=dict(parse_qsl(asked.query)) | {"why": why})
    return client.get(path)
