"""Two services elsewhere that a place may ask: StopForumSpam of an address, Akismet of a text.

Nothing is asked unless an admin switched it on. Each request is short, ends in time and is led
nowhere else; one that fails says nothing, and what it was about goes on as without it.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import requests
import structlog

from tribe.base.outgoing import bound

STOPFORUMSPAM = "https://api.stopforumspam.org/api"
AKISMET = "https://rest.akismet.com/1.1/comment-check"
SURE = 50.0  # of a hundred: the confidence from which an address counts as one that is reported
NO_ADDRESS = "0.0.0.0"  # noqa: S104 (we keep nobody's network address, and so send none)
MOST_SENT = 10_000  # characters of a text

log = structlog.get_logger(__name__)


def is_listed(email: str) -> bool:
    """Whether StopForumSpam has an address among those that were reported; it gets a digest."""
    digest = hashlib.md5(email.strip().lower().encode(), usedforsecurity=False).hexdigest()
    answer = _ask("GET", STOPFORUMSPAM, params={"emailhash": digest, "json": "", "confidence": ""})
    try:
        said = (answer.json() if answer is not None else {}).get("emailHash", {})
        return bool(said.get("appears")) and float(said.get("confidence", 0)) >= SURE
    except (ValueError, TypeError, AttributeError):
        log.warning("a service elsewhere answers what nobody understands", service="stopforumspam")
        return False


def is_spam(key: str, place: str, text: str) -> bool | None:
    """What Akismet says of a text, without its author; None where it says nothing."""
    form = {
        "api_key": key,
        "blog": place,
        "user_ip": NO_ADDRESS,
        "comment_type": "forum-post",
        "comment_content": text[:MOST_SENT],
    }
    answer = _ask("POST", AKISMET, data=form)
    said = answer.text.strip() if answer is not None else ""
    return {"true": True, "false": False}.get(said)


def _ask(method: str, address: str, **sent: Mapping[str, Any]) -> requests.Response | None:
    """The answer, where there is one in time and it is no refusal."""
    with requests.Session() as session:
        bound(session)
        try:
            answer = session.request(method, address, **sent)  # type: ignore[arg-type]
        except requests.RequestException as error:
            log.warning("a service elsewhere does not answer", reason=type(error).__name__)
            return None
    return answer if answer.status_code == requests.codes.ok else None
