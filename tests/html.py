"""Reading a page as a browser would: what it would run, where it leads, which forms it has."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

URLS = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset"}
FORBIDDEN = {"iframe", "object", "embed", "base", "style", "applet", "frame", "foreignobject"}
TYPED = {"input", "textarea", "select", "button"}


TOKEN = re.compile(r'(name="csrf_token" value=")[^"]*')


def without_tokens(page: str) -> str:
    """A page as it is to be compared: a form's token says in which second it was drawn."""
    return TOKEN.sub(r"\1", page)


@dataclass
class PageForm:
    """A form of a page: where it goes, and each field with the values that it offers."""

    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)  # those in which one writes what one likes


class Reader(HTMLParser):
    """Collects what would run beside our own scripts, the links, and the forms."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.text = ""
        self.found: list[str] = []
        self.links: set[str] = set()
        self.forms: list[PageForm] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Judge one element."""
        values = {name: value or "" for name, value in attributes}
        self._judge(tag, values)
        if tag == "a" and "href" in values:
            self.links.add(values["href"])
        if tag == "form":
            method = values.get("method", "get").upper()
            self.forms.append(PageForm(method, values.get("action") or self.path))
        if self.forms and tag in TYPED and values.get("name"):
            offered = self.forms[-1].fields.setdefault(values["name"], [])
            if "value" in values:
                offered.append(values["value"])
            self._select = values["name"] if tag == "select" else self._select
            if tag == "textarea" or (tag == "input" and values.get("type", "text") == "text"):
                self.forms[-1].texts.add(values["name"])
        if self.forms and tag == "option" and self._select:
            self.forms[-1].fields[self._select].append(values.get("value", ""))

    def updatepos(self, _from: int, to: int) -> int:
        """Count no lines, of which nothing is said."""
        return to

    def _judge(self, tag: str, values: dict[str, str]) -> None:
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


def read(html: str, path: str = "/") -> Reader:
    """Read a page; `.found` is empty when nothing in it would run."""
    reader = Reader(path)
    reader.text = html
    reader.feed(html)
    reader.close()
    return reader


def publish_first(client: FlaskClient, address: str, data: dict[str, str]) -> TestResponse:
    """Send a page of the place that is not there yet, and again once it was shown."""
    shown = client.post(address, data=data)
    if shown.status_code != 200:
        return shown
    mark = shown.text.split('name="shown" value="')[1].split('"')[0]
    return client.post(address, data=data | {"shown": mark})
