"""What a text points to: members, posts, addresses; noted in the syntax tree before it is shown."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from tribe.markup.names import name_key, names_at
from tribe.markup.plain import closing

MAX_MENTIONS = 20

_POST = re.compile(r"/p/(\d{1,10})\Z")
_LINKED = ("http://", "https://", "/")


@dataclass
class Gathered:
    """What is found on the way through one source."""

    members: Mapping[str, str]
    begins_at: int | None = None  # the level of the highest headings, where it is set
    mentions: dict[str, None] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)


def note_meaning(state: StateCore) -> None:
    """Name quotes and members, move headings under the page's own, and gather links."""
    gathered: Gathered = state.env["gathered"]
    quoted_until = -1
    lower = _how_much_lower(state.tokens, gathered.begins_at)
    for index, token in enumerate(state.tokens):
        if token.type == "blockquote_open" and index > quoted_until:
            post_id = quoted_post(state.tokens, index)
            if post_id is not None:
                gathered.quotes.append(post_id)
                token.meta["post"] = post_id
                quoted_until = closing(state.tokens, index)
        elif token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + lower, 6)}"
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            align = str(token.attrs.pop("style"))
            token.attrs["align"] = align.removeprefix("text-align:")
        elif token.type == "inline":
            is_quoted = index <= quoted_until
            token.children = list(_inline(token.children or [], gathered, is_quoted))


def _how_much_lower(tokens: list[Token], begins_at: int | None) -> int:
    if begins_at is None:
        return 2
    written = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    return begins_at - min(written, default=begins_at)


def quoted_post(tokens: list[Token], index: int) -> int | None:
    """The number of the post that the blockquote at an index quotes, by its first words."""
    if index + 2 >= len(tokens) or tokens[index + 2].type != "inline":
        return None
    children = tokens[index + 2].children or []
    if not children or children[0].type != "link_open":
        return None
    match = _POST.match(str(children[0].attrGet("href")))
    if match is None:
        return None
    if children[-1].type == "link_close":
        tokens[index + 1].attrSet("class", "quote__from")
    return int(match[1])


def _inline(children: list[Token], gathered: Gathered, is_quoted: bool) -> Iterator[Token]:
    depth = 0  # within links
    is_plain = False  # within a mention that is one too many
    for child in children:
        if child.type == "link_open" and "member" in child.meta:
            is_plain = not _named(child, gathered, is_quoted)
            if not is_plain:
                depth += 1
                yield child
            continue
        if child.type == "link_close" and is_plain:
            is_plain = False
            continue
        if child.type == "link_open":
            depth += 1
            gathered.links.extend(_reached(child.attrGet("href")))
        elif child.type == "link_close":
            depth -= 1
        if child.type == "image":
            yield from _picture_link(child, gathered, is_linked=depth > 0)
        else:
            yield child


def _reached(href: object) -> list[str]:
    return [str(href)] if str(href).startswith(_LINKED) else []


def _picture_link(image: Token, gathered: Gathered, is_linked: bool) -> Iterator[Token]:
    source = str(image.attrGet("src"))
    words = _text(image.content or source)
    if is_linked:
        yield words
        return
    gathered.links.extend(_reached(source))
    yield Token("link_open", "a", 1, attrs={"href": source})
    yield words
    yield Token("link_close", "a", -1)


def mention(state: StateInline, silent: bool) -> bool:
    """@name is a link to a member: the longest name that somebody bears."""
    if state.src[state.pos] != "@" or state.linkLevel or silent:
        return False
    gathered: Gathered = state.env["gathered"]
    for name in names_at(state.src, state.pos):
        key = name_key(name)
        page = gathered.members.get(key)
        if page is not None:
            _push_mention(state, f"@{name}", key, page)
            return True
    return False


def _push_mention(state: StateInline, words: str, key: str, page: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.meta = {"href": page, "class": "mention"}, {"member": key}
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)
    state.pos += len(words)


def _named(token: Token, gathered: Gathered, is_quoted: bool) -> bool:
    """Whether a mention is among the first ones, which are links; outside quotes it is noted."""
    key = token.meta["member"]
    is_many = key not in gathered.mentions and len(gathered.mentions) >= MAX_MENTIONS
    if not is_quoted and not is_many:
        gathered.mentions[key] = None
    return not is_many


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
