"""Text written elsewhere, as Markdown of ours that cooks to the same words."""

import re
import unicodedata
from urllib.parse import urljoin

from bs4.element import NavigableString, Tag
from markdownify import MarkdownConverter

# What the cook takes for a formula; MathJax also takes `$ x $`, so the spaces within are dropped.
_FORMULA = r"\$\$(?:\\.|[^\\$]|\$(?!\$))+\$\$|\$(?:\\.|[^\\$])+\$"
_FORMULAS = re.compile(rf"(\\\$|{_FORMULA})", re.S)
_ACTIVE = re.compile(
    r"[\\`*\[\]$|]"  # these always mean something
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it is only a sign
    r"|~(?=~|\Z)|(?:(?<=~)|\A)~"
    r"|<(?=\S)"
    r"|&(?=#?\w+;)"
)
_STOPS = re.compile(r"(.*?)((?:\s|(?<!\\)\\?[.,:;!?])*)$", re.S)
_BEGINNING = re.compile(r"(?m)^([ ]*)(?:(#{1,6}|[-+=]+)(?=\s|$)|(>)|(\d{1,9})([.)])(?=\s|$))")
_COMMENT = re.compile(
    rf"(`[^`\n]+`)|({_FORMULA})|(\[[^\[\]]{{1,300}}\]\(https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*\))"
    r"|(https?://[^\s<>()\[\]]+)",
    re.S,
)
_UNKNOWN = re.compile(
    r"\\(?![*_`])|[`\[\]$|]|~(?=~)|(?<=~)~|<(?=\S)|&(?=#?\w+;)"
    r"|(?<=\w)\*(?=\w)|^\*(?= )"
)
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_INLINE = frozenset(
    ("a", "b", "del", "em", "i", "q", "s", "span", "strike", "strong", "sub", "sup", "u")
)
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def from_html(html: str, base: str) -> str:
    """Markdown of a page's HTML; addresses without a host belong to `base`."""
    markdown: str = _Converter(base).convert(html)
    return markdown.strip()


def from_comment(text: str) -> str:
    """Markdown of a comment, which knew `*`, `**`, code, links and formulas and nothing else."""
    text = " ".join(text.split())
    parts: list[str] = []
    done = 0
    for match in _COMMENT.finditer(text):
        parts.append(_spare(text[done : match.start()]))
        formula = match[2]
        beside = text[: match.start()][-1:], text[match.end() :][:1]
        parts.append(_formula(formula, *beside) if formula else match[0])
        done = match.end()
    parts.append(_spare(text[done:]))
    return _guard_end(_guard_beginnings("".join(parts)))


def escape(text: str, before: str = "", after: str = "") -> str:
    """A text that is no Markdown, so that it cooks to itself; its formulas stay formulas.

    `before` and `after` are the characters beside it in its line.
    """
    parts: list[str] = []
    done = 0
    for match in _FORMULAS.finditer(text):
        parts.append(_literal(text[done : match.start()]))
        beside = text[: match.start()][-1:] or before, text[match.end() :][:1] or after
        parts.append(_formula(match[0], *beside))
        done = match.end()
    parts.append(_literal(text[done:]))
    return _guard_beginnings("".join(parts))


def _formula(formula: str, before: str, after: str) -> str:
    """As it is where the cook sees a formula in it, else as plain text."""
    mark = "$$" if formula.startswith("$$") else "$"
    inner = " ".join(formula.strip("$").split())
    is_seen = inner and not formula.startswith("\\") and not inner.endswith("\\")
    if not is_seen or before.isdigit() or before == "$" or after.isdigit() or after == "$":
        return _literal(" ".join(formula.split()))
    return f"{mark}{inner}{mark}"


def _literal(text: str) -> str:
    return _ACTIVE.sub(r"\\\g<0>", text)


def _spare(text: str) -> str:
    """Comments: emphasis is kept, all that they did not know is plain."""
    return _UNKNOWN.sub(_quoted, text)


def _quoted(match: re.Match[str]) -> str:
    return "\\" + match[0]


def _guard_beginnings(text: str) -> str:
    """No line begins a heading, a list, a quote or an underline by accident."""

    def guard(match: re.Match[str]) -> str:
        space, marks, quote, number, stop = match.groups()
        return f"{space}{number}\\{stop}" if number else f"{space}\\{marks or quote}"

    return _BEGINNING.sub(guard, text)


def _guard_end(text: str) -> str:
    """The rule for formulas takes the last sign of a block for the one before its first."""
    last = text[-1:]
    if text.startswith("$") and (last.isdigit() or text.endswith("\\\\")):
        kept = text[:-1] if last.isdigit() else text[:-2]
        return f"{kept}&#{ord(last)};"
    return text


class _Converter(MarkdownConverter):
    """markdownify, with formulas, safe addresses and emphasis that CommonMark recognises."""

    def __init__(self, base: str) -> None:
        super().__init__(
            heading_style="atx", bullets="-", wrap=True, wrap_width=None, autolinks=False
        )
        self.base = base
        self.beside = "", ""

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        self.beside = _neighbour(el, is_next=False), _neighbour(el, is_next=True)
        text: str = super().process_text(el, parent_tags)  # type: ignore[misc]
        return text

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return escape(text, *self.beside)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        before, words, after = _trimmed(text)
        address = self._address(el.get("href"))
        if "_noformat" in parent_tags or not words or not address:
            return text
        if el.get_text() == address and not re.search(r"[\s<>]", address):
            return f"{before}<{address}>{after}"
        return f"{before}[{words}](<{address}>){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = self._address(el.get("src"))
        words = " ".join(str(el.get("alt") or "").split())
        if words == "enter image description here":
            words = ""
        words = _literal(words or address.rpartition("/")[2])
        is_linked = "a" in parent_tags or not address
        return words if is_linked else f"![{words}](<{address}>)"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n" if text.strip() else ""

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip()
        if "_inline" in parent_tags or not text:
            return f" {text} "
        return f"\n\n{_guard_end(text)}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        item: str = super().convert_li(  # type: ignore[misc]
            el, _guard_end(text.strip()), parent_tags
        )
        return item

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        heading: str = super().convert_hN(  # type: ignore[misc]
            n, el, _guard_end(text.strip()), parent_tags
        )
        return heading

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._stressed(el, text, parent_tags, "*")

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._stressed(el, text, parent_tags, "**")

    def convert_s(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._stressed(el, text, parent_tags, "~~")

    convert_i = convert_em
    convert_strong = convert_b
    convert_del = convert_strike = convert_s

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _shifted(el, text, _RAISED)

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _shifted(el, text, _LOWERED)

    def _stressed(self, el: Tag, text: str, parent_tags: set[str], mark: str) -> str:
        """CommonMark ends no stress between a stop and a letter: then the stop goes outside."""
        before, words, after = _trimmed(text)
        if "_noformat" in parent_tags or not words or "\n\n" in words:
            return text
        if not after and _neighbour(el, is_next=True).isalnum():
            kept = _STOPS.match(words)
            assert kept is not None
            words, after = kept[1], kept[2]
        opens_in_word = not before and _neighbour(el, is_next=False).isalnum()
        closes_in_word = not after and _neighbour(el, is_next=True).isalnum()
        if (opens_in_word and _is_sign(words[:1])) or (closes_in_word and _is_sign(words[-1:])):
            return text
        return f"{before}{mark}{words}{mark}{after}"

    def _address(self, value: object) -> str:
        address = urljoin(self.base, str(value or "").strip())
        address = re.sub(r"[\s<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
        return address if address.startswith(("http://", "https://", "mailto:")) else ""


def _trimmed(text: str) -> tuple[str, str, str]:
    """A text without the spaces around it, and one space for those on each side."""
    before, after = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
    return before, text.strip(), after


def _neighbour(node: Tag | NavigableString, *, is_next: bool) -> str:
    """The character beside an element in its line; empty at the ends."""
    while True:
        beside = node.next_siblings if is_next else node.previous_siblings
        text = next((words for one in beside if (words := one.get_text())), "")
        if text:
            return text[0 if is_next else -1]
        if node.parent is None or node.parent.name not in _INLINE:
            return ""
        node = node.parent


def _is_sign(character: str) -> bool:
    return not character or unicodedata.category(character)[0] in "PS"


def _shifted(el: Tag, text: str, signs: dict[int, int]) -> str:
    """Raised or lowered signs, where each has one; else the text as it is."""
    plain = el.get_text().strip()
    return plain.translate(signs) if plain and all(ord(sign) in signs for sign in plain) else text
