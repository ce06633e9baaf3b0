"""Plain text out of a syntax tree, for search and excerpts."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from tribe.base.text import whole_address

_NUMBERS = tuple(f"{number}. " for number in range(1, 100))
_WORDS = ("text", "text_special", "code_inline", "math_inline", "math_inline_double")
_BLOCKS = ("fence", "code_block", "math_block")


def closing(tokens: list[Token], index: int) -> int:
    """Where the blockquote that opens at an index ends."""
    level = tokens[index].level
    for later in range(index + 1, len(tokens)):
        if tokens[later].type == "blockquote_close" and tokens[later].level == level:
            return later
    return len(tokens)


def plain(tokens: list[Token]) -> str:
    """Lines of plain text, one for each block."""
    lines: list[str] = []
    skipped_until = -1
    for index, token in enumerate(tokens):
        if index <= skipped_until:
            continue
        if token.type == "blockquote_open" and "post" in token.meta:
            skipped_until = closing(tokens, index)
        elif token.type == "inline":
            lines.append(_line(token.children or []))
        elif token.type in _BLOCKS:
            lines.append(token.content.strip("\n"))
    return "\n".join(line for line in lines if line.strip())


def words(tokens: list[Token]) -> str:
    """All the words that a reader is shown, those of quotes and those that are covered too."""
    return "".join(
        words(token.children) if token.children else token.content
        for token in tokens
        if token.children or token.type in (*_WORDS, *_BLOCKS)
    )


def titles(tokens: list[Token]) -> tuple[str, ...]:
    """What headings and the first words of list items say, of one that begins in bold that."""
    found, is_named = list[str](), False
    for token in tokens:
        if token.type in ("heading_open", "list_item_open"):
            is_named = True
        elif token.type == "inline" and is_named:
            found.append(_emphasised(token.children or []).strip())
            is_named = False
        elif token.type != "paragraph_open":
            is_named = False
    return tuple(found)


def _emphasised(children: list[Token]) -> str:
    said = [child for child in children if child.type != "text" or child.content]
    if said and said[0].type == "strong_open":
        ends = (place for place, one in enumerate(said) if one.type == "strong_close")
        said = said[: next(ends, len(said))]
    return words(said)


def without_quotes(source: str, tokens: list[Token]) -> str:
    """A source without the blockquotes of its tokens, their lazy lines among them."""
    lines = source.split("\n")
    for token in tokens:
        if token.type == "blockquote_open" and token.level == 0 and token.map:
            first, end = token.map
            lines[first:end] = [""] * (end - first)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def letter(tokens: list[Token], base: str) -> str:
    """Plain text for mails and calendars: blocks apart, lists with their marks, addresses whole.

    Those of our own are whole under `base`; what is covered stays so.
    """
    blocks: list[str] = []
    rows: list[list[str]] = []  # of the table that is open
    marks: list[str] = []  # of the lists that are open: "- ", or the number to come
    is_begun = False  # whether a mark waits for its words
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            start = token.attrGet("start")
            marks.append("- " if token.type[0] == "b" else f"{start or 1}. ")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
        elif token.type == "list_item_open":
            is_begun = True
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(_spelt(token.children or [], base))
        elif token.type in ("inline", "table_close", *_BLOCKS):
            if token.type == "table_close":
                spelt, rows = "\n".join(" | ".join(row).rstrip() for row in rows), []
            else:
                spelt = _spelt(token.children, base) if token.children else token.content
            blocks.append(_placed(spelt.strip("\n"), marks, is_begun))
            if is_begun and marks[-1] != "- ":
                marks[-1] = f"{int(marks[-1][:-2]) + 1}. "
            is_begun = False
    return _apart(blocks)


def _placed(words: str, marks: list[str], is_begun: bool) -> str:
    """Words within lists: with the mark of their item, or below it."""
    if not marks:
        return words
    lead = "  " * (len(marks) - 1) + (marks[-1] if is_begun else " " * len(marks[-1]))
    return lead + words.replace("\n", "\n" + " " * len(lead))


def _apart(blocks: list[str]) -> str:
    """Blocks with a blank line between them; items of a list stand below one another."""
    whole = ""
    for block in blocks:
        is_item = block.lstrip().startswith(("- ", *_NUMBERS)) and whole != ""
        is_after_item = whole.rsplit("\n", 1)[-1].lstrip().startswith(("- ", *_NUMBERS))
        whole += ("\n" if is_item and is_after_item else "\n\n" if whole else "") + block
    return whole


def _spelt(children: list[Token], base: str) -> str:
    """A line with the addresses of its links beside their words."""
    words: list[str] = []
    begun: list[tuple[int, str]] = []
    for child in _uncovered(children):
        if child.type == "link_open":
            begun.append((len(words), whole_address(str(child.attrGet("href")), base)))
        elif child.type == "link_close" and begun:
            start, href = begun.pop()
            if href.startswith("http") and "".join(words[start:]) != href:
                words.append(f" ({href})")
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.type in _WORDS:
            words.append(child.content)
    return "".join(words).strip()


def _line(children: list[Token]) -> str:
    words: list[str] = []
    for child in _uncovered(children):
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type in _WORDS:
            words.append(child.content)
    return "".join(words).strip()


def _uncovered(children: list[Token]) -> Iterator[Token]:
    """The parts of a line, with a sign of omission for what is covered."""
    covered = 0
    for child in children:
        covered += (child.type == "spoiler_open") - (child.type == "spoiler_close")
        if child.type == "spoiler_open" and covered == 1:
            yield Token("text", "", 0, content="…")
        elif not covered:
            yield child
