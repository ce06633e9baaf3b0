"""What the server before us found of who sent a message (RFC 8601); no other is heard.

Checking SPF and DKIM is that server's work. It is named in TRIBE_MAIL_CHECKED_BY; where none is, a
signed address and the sender's own are all that is asked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import current_app

MAX_LENGTH = 4_000  # characters of a header that is read
RESULT = re.compile(r"\s*(dmarc|dkim|spf)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
PROPERTY = re.compile(r"(header\.d|header\.i|smtp\.mailfrom|smtp\.mail)\s*=\s*\"?([^\s\";]+)", re.I)


@dataclass(frozen=True)
class Finding:
    """One method's result, and for which domain; empty where it names none."""

    method: str
    result: str
    domain: str


def is_forged(author: str, headers: Sequence[str]) -> bool:
    """Whether the server that checks our mail did not find that the author's domain sent it.

    Where DMARC is passed or not, that decides; else SPF or DKIM must be passed for the domain.
    """
    server: str | None = current_app.config["SETTINGS"].mail_checked_by
    if not server:
        return False
    found = list(_findings(server, headers))
    dmarc = [one.result for one in found if one.method == "dmarc" and one.result != "none"]
    if dmarc:
        return dmarc[0] != "pass"
    domain = author.rpartition("@")[2]
    return not any(one.result == "pass" and _is_aligned(one.domain, domain) for one in found)


def _findings(server: str, headers: Sequence[str]) -> Iterator[Finding]:
    """What that server says in its header, the first of its name: others stood there before."""
    for header in headers:
        name, *results = _without_comments(header[:MAX_LENGTH]).split(";")
        if name.split()[:1] != [server]:
            continue
        for said in results:
            if method := RESULT.match(said):
                named = PROPERTY.search(said)
                domain = named[2].rpartition("@")[2].lower() if named else ""
                yield Finding(method[1].lower(), method[2].lower(), domain)
        return


def _without_comments(header: str) -> str:
    depth, kept = 0, []
    for sign in header:
        depth += sign == "("
        if not depth:
            kept.append(sign)
        depth -= sign == ")" and depth > 0
    return "".join(kept).lower()


def _is_aligned(found: str, domain: str) -> bool:
    """Whether a domain is the author's, or one above or below it."""
    return "." in found and (
        found == domain or domain.endswith(f".{found}") or found.endswith(f".{domain}")
    )
