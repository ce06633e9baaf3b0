"""What somebody wrote in HTML, as Markdown, without what their program put around it.

Programs mark what they repeat and add by classes and numbers of their own; these are the ones of
Gmail, Outlook, Apple Mail, Thunderbird, Yahoo and Proton. Quotes stay: which of them are cut is
decided on the text (`tribe.mail.quoting`).
"""

from functools import cached_property

import nh3
from bs4 import BeautifulSoup
from bs4.element import Tag

from tribe.markup.prose import from_html

TAGS = {
    *("a", "b", "blockquote", "body", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup"),
    *("table", "tbody", "td", "th", "tr", "u", "ul"),
}
ATTRIBUTES = {"*": {"class", "id", "style", "type"}, "a": {"href"}, "img": {"src"}}
INTRODUCTIONS = ".gmail_attr, .moz-cite-prefix, .moz-email-headers-table"
SIGNATURES = (
    ".gmail_signature, .gmail_signature_prefix, .moz-signature, .protonmail_signature_block, "
    "#Signature, #signature, #AppleMailSignature, #ms-outlook-mobile-signature, "
    "#x_ms-outlook-mobile-signature, .ms-outlook-mobile-signature, #ymail_android_signature"
)
REPEATED = (  # all that follows is the mail that is answered
    "#divRplyFwdMsg, #x_divRplyFwdMsg, #appendonsend, .yahoo_quoted, .OutlookMessageHeader, "
    "#mail-editor-reference-message-container, #isReplyContent"
)
RULES = ("border-top:solid #e1e1e1 1.0pt", "border-top:solid #b5c4df 1.0pt")  # Outlook's own
MAX_DEPTH = 200  # elements within elements; a reader of trees calls itself for each


class Hypertext:
    """A text in HTML."""

    def __init__(self, source: str) -> None:
        self.source = source

    def to_markdown(self) -> str:
        """The Markdown of what the writer's program did not add; of what is too deep, the text."""
        if _depth(self._tree) > MAX_DEPTH:
            return "\n".join(self._tree.stripped_strings)
        return from_html(str(self._tree), "")

    @property
    def says_something(self) -> bool:
        """Whether there is anything to read or to see in it."""
        return bool(next(self._tree.stripped_strings, "") or self._pictures)

    def has(self, number: str) -> bool:
        """Whether it shows, in any part of it, a picture that comes with the message."""
        return f"cid:{number}" in self.source

    def shows(self, number: str) -> bool:
        """Whether the writer's own part shows it."""
        return number in self._pictures

    @property
    def _tree(self) -> BeautifulSoup:
        return self._read[0]

    @property
    def _pictures(self) -> set[str]:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[BeautifulSoup, set[str]]:
        """The writer's own part without its pictures, and the addresses of these."""
        tree = BeautifulSoup(_cleaned(self.source), "html.parser")
        for added in tree.select(f"{INTRODUCTIONS}, {SIGNATURES}"):
            added.decompose()
        _cut_repeated(tree)
        pictures = tree.find_all("img")
        own = {str(one.get("src", "")) for one in pictures if one.find_parent("blockquote") is None}
        for picture in pictures:
            picture.decompose()
        return tree, {one.removeprefix("cid:") for one in own}


def _cleaned(source: str) -> str:
    """HTML that is well formed, of the elements that are read."""
    schemes = {"http", "https", "mailto", "cid"}
    return nh3.clean(source, tags=TAGS, attributes=ATTRIBUTES, url_schemes=schemes, link_rel=None)


def _cut_repeated(tree: BeautifulSoup) -> None:
    """Remove the mail that is answered, where a program repeats it without marking its end."""
    start = tree.select_one(REPEATED)
    if start is None:
        rules = (div for div in tree.find_all("div") if _is_rule(div))
        start = next(rules, None)
    if start is None:
        return
    for following in list(start.find_all_next()):
        if not following.decomposed:
            following.decompose()
    for text in list(start.find_all_next(string=True)):
        text.extract()
    start.decompose()


def _is_rule(div: Tag) -> bool:
    """Whether it is the line that Outlook draws above the mail that is answered."""
    style = " ".join(str(div.get("style", "")).lower().replace(";", "; ").split())
    return any(rule in style.replace("; ", ";") for rule in RULES)


def _depth(tree: Tag) -> int:
    """How deep elements lie in each other at most."""
    deepest, waiting = 0, [(tree, 0)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(one, depth + 1) for one in element.children if isinstance(one, Tag)]
    return deepest
