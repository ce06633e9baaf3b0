"""Plain text out of a syntax tree, for search and excerpts."""

from markdown_it.token import Token

_WORDS = ("text", "text_special", "code_inline", "math_inline", "math_inline_double")


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
        elif token.type in ("fence", "code_block", "math_block"):
            lines.append(token.content.strip("\n"))
    return "\n".join(line for line in lines if line.strip())


def _line(children: list[Token]) -> str:
    words: list[str] = []
    covered = 0
    for child in children:
        covered += (child.type == "spoiler_open") - (child.type == "spoiler_close")
        if child.type == "spoiler_open" and covered == 1:
            words.append("…")
        elif covered:
            continue
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type in _WORDS:
            words.append(child.content)
    return "".join(words).strip()
