"""Requests to a server that is not ours: each is short, ends in time, and is led nowhere else."""

import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter

PATIENCE = 4.0  # seconds for each piece of an answer
WHOLE_PATIENCE = 8.0  # seconds for all of one
MAX_LENGTH = 2**20  # bytes


class Bounded(HTTPAdapter):
    """Reads each answer here, in time and up to a length; whoever drips bytes is cut off too."""

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        """Send a request; raises RequestException for what is late or too long."""
        until = time.monotonic() + WHOLE_PATIENCE
        answer = super().send(request, **(options | {"stream": True, "timeout": PATIENCE}))
        read = bytearray()
        try:
            while piece := answer.raw.read1(2**14, decode_content=True):
                read += piece
                if len(read) > MAX_LENGTH or time.monotonic() > until:
                    raise requests.Timeout("the answer does not end")
        except requests.RequestException:
            raise
        except Exception as error:  # of the library below, which has many
            raise requests.ConnectionError("the answer broke off") from error
        finally:
            answer.close()
        answer._content = bytes(read)  # what `content` reads; there is no other way to set it
        answer._content_consumed = True
        return answer


def bound(session: requests.Session) -> None:
    """Let every request of a session be bounded, and none be led elsewhere."""
    session.mount("http://", Bounded())
    session.mount("https://", Bounded())
    session.max_redirects = 0
