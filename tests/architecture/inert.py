"""Whether a page holds anything that a browser would run, other than our own scripts."""

from html.parser import HTMLParser

URLS = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset"}
FORBIDDEN = {"iframe", "object", "embed", "base", "style", "applet", "frame", "foreignobject"}


class Reader(HTMLParser):
    """Collects what should not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: set[str] = set()
        self.stack: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag in FORBIDDEN:
            self.found.append(f"<{tag}>")
        if tag == "script":
            ours = values.get("src", "").startswith("/static/dist/")
            if not ours and values.get("type") not in ("application/json", "application/ld+json"):
                self.found.append(f"<script {values}>")
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            target = values.get("content", "")
            if "url" in target.lower():
                self.found.append(f"refresh to {target}")
        for name, value in values.items():
            if name.startswith("on") or name == "style":
                self.found.append(f"<{tag} {name}={value}>")
            scheme = "".join(value.split()).lower()
            if name in URLS and scheme.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append(f"<{tag} {name}={value}>")
            if name == "href" and tag == "a":
                self.links.add(value)


def read(html: str) -> Reader:
    """Read a page; `.found` is empty when it is inert, `.links` is where it leads."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader
