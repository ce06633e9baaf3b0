"""Taking a person out of what others wrote: their name, and their words in quotes."""

import re
from collections.abc import Collection, Iterable, Mapping

from markdown_it.token import Token

from tribe.base.text import fold
from tribe.markup.meaning import Gathered, quoted_post
from tribe.markup.names import MAX_SOURCE_LENGTH, called_names, name_key
from tribe.markup.parser import parser_for

_HEAD = re.compile(r"\[@?([^\[\]\n]{1,80})\]\((/p/(\d{1,10}))\)")
_QUOTED = re.compile(r"\]\(/p/(\d{1,10})\)")


def keys_called(sources: Iterable[str]) -> set[str]:
    """The keys of all names that some sources may call; look up which of them somebody bears."""
    return {
        name_key(name)
        for source in sources
        for _at, names in called_names(source)
        for name in names
    }


def keys_alike(keys: Collection[str], called: Iterable[str], others: Collection[str]) -> set[str]:
    """Keys of one person, and those that are called which differ by accents, unless of others."""
    bare = {fold(key) for key in keys}
    return set(keys) | {key for key in called if key not in others and fold(key) in bare}


def posts_quoted(source: str) -> set[int]:
    """The numbers of the posts to which a source links as a quote does."""
    return {int(number) for number in _QUOTED.findall(source)}


def posts_headed(source: str, keys: Collection[str]) -> set[int]:
    """The numbers of the posts that a source quotes under a name of these keys."""
    return {int(head[3]) for head in _HEAD.finditer(source) if name_key(head[1]) in keys}


def without_name(source: str, keys: Collection[str], borne: Collection[str], instead: str) -> str:
    """A source in which nobody is called by a name of these keys.

    `borne` has the keys of names that are in use: of those that an @ may begin, the longest one
    counts, so that a longer name which begins with this one stays.
    """
    parts, last = [], 0
    for at, names in called_names(source):
        called = next((name for name in names if name_key(name) in borne), "")
        if at >= last and called and name_key(called) in keys:
            is_escaped = source[at - 1 : at] == "\\"
            parts += [source[last : at - is_escaped], instead]
            last = at + 1 + len(called)
    return "".join([*parts, source[last:]])


def without_quotes_of(
    source: str, posts: Collection[int], keys: Collection[str], instead: Mapping[str, str]
) -> str:
    """A source in which quotes of these posts do not name who bears a name of these keys.

    `instead` has "name", and "words" where the quoted words go as well.
    """
    if not posts or not posts_quoted(source) & set(posts) or len(source) > MAX_SOURCE_LENGTH:
        return source
    if "words" in instead:
        source = _without_words(source, posts, instead["words"])

    def renamed(head: re.Match[str]) -> str:
        is_theirs = int(head[3]) in posts and name_key(head[1]) in keys
        return f"[{instead['name']}]({head[2]})" if is_theirs else head[0]

    return _HEAD.sub(renamed, source)


def _without_words(source: str, posts: Collection[int], words: str) -> str:
    """A source whose quotes of these posts keep their first line alone, and say what is missing."""
    lines = source.split("\n")
    for first, end in sorted(_quotes_of(source, posts), reverse=True):
        heads = (_HEAD.search(line) for line in lines[first:end])
        head = next((one for one in heads if one is not None), None)
        if head is not None:
            before = head.string[: head.start()]
            lead = "".join(sign if sign == ">" else " " for sign in before).rstrip()
            lines[first:end] = [before + head[0], lead, f"{lead} {words}"]
    return "\n".join(lines)


def _quotes_of(source: str, posts: Collection[int]) -> list[tuple[int, int]]:
    """The lines of each quote of these posts, also within other quotes; none within another."""
    tokens: list[Token] = parser_for(source).parse(source, {"gathered": Gathered({}), "docId": ""})
    found: list[tuple[int, int]] = []
    for index, token in enumerate(tokens):
        if token.type != "blockquote_open" or not token.map:
            continue
        first, end = token.map
        is_inside = any(begun <= first < ended for begun, ended in found)
        if not is_inside and quoted_post(tokens, index) in posts:
            found.append((first, end))
    return found


def alone(source: str, borne: Collection[str], somebody: str, elsewhere: str) -> str:
    """A source with what its writer said: nobody named by a name that is borne, nobody quoted.

    `somebody` stands for each name, `elsewhere` for what was quoted.
    """
    quoted, lines = posts_quoted(source), source.split("\n")
    for first, end in sorted(_quotes_of(source, quoted), reverse=True) if quoted else ():
        lines[first:end] = [f"> {elsewhere}"]
    told = "\n".join(lines)
    for key in keys_called([told]) & set(borne):
        told = without_name(told, {key}, borne, somebody)
    return _HEAD.sub(lambda head: f"[{elsewhere}]({head[2]})", told)
