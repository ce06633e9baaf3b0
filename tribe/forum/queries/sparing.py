"""Taking those from whom a reader keeps apart out of what others say: names, and quoted words."""

import re
from collections.abc import Collection, Sequence
from urllib.parse import quote

from sqlalchemy import select

from tribe.base.db import session
from tribe.base.i18n import gettext as _
from tribe.base.text import fold
from tribe.blocking import EVERYBODY, reader
from tribe.forum.models import Post
from tribe.markup.names import called_names, name_key
from tribe.members.models import FormerName, Member

_POST = re.compile(r"/p/(\d{1,10})")


def spared(written: Sequence[str]) -> list[str]:
    """Cooked texts as the present reader sees them; two queries where they keep apart and need it.

    Whoever is named by an @ is somebody; a quote of theirs is a line that says so.
    """
    if not reader().apart:
        return list(written)
    may_quote = {int(number) for html in written for number in _POST.findall(html)}
    posts = _posts_of_them(may_quote) if may_quote else set()
    may_name = any('class="mention"' in html for html in written)
    pages = {f"/u/{quote(name)}" for name in _names_of_them()} if posts or may_name else set()
    return [_without(html, posts, pages) if posts or pages else html for html in written]


def spared_text(text: str) -> str:
    """A plain text as the present reader sees it; one query where they keep apart and need it."""
    if not reader().apart or "@" not in text:
        return text
    keys, parts, last = {fold(name_key(name)) for name in _names_of_them()}, list[str](), 0
    for at, names in called_names(text):
        called = next((name for name in names if fold(name_key(name)) in keys), "")
        if called and at >= last:
            parts += [text[last:at], _("somebody")]
            last = at + 1 + len(called)
    return "".join([*parts, text[last:]])


def _posts_of_them(post_ids: Collection[int]) -> set[int]:
    chosen = select(Post.id).where(
        Post.id.in_(sorted(post_ids)), Post.author_id.in_(sorted(reader().apart))
    )
    return set(session.scalars(chosen.execution_options(**EVERYBODY)))


def _names_of_them() -> set[str]:
    """What they are and were called."""
    apart = sorted(reader().apart)
    named = select(Member.name).where(Member.id.in_(apart))
    before = select(FormerName.name).where(FormerName.member_id.in_(apart))
    return set(session.scalars(named.union(before).execution_options(**EVERYBODY)))


def _without(html: str, posts: Collection[int], pages: Collection[str]) -> str:
    from bs4 import BeautifulSoup  # for those who keep apart from somebody alone

    soup = BeautifulSoup(html, "html.parser")
    for quoted in soup.find_all("blockquote"):
        head = quoted.find("a")
        match = _POST.fullmatch(str(head["href"])) if head is not None else None
        if match is not None and int(match[1]) in posts:
            line = soup.new_tag("p")
            line.string = _("A quote that is not shown to you.")
            quoted.clear()
            quoted.append(line)
    for link in soup.find_all("a"):
        target = str(link.get("href", ""))
        match = _POST.fullmatch(target)
        if target in pages or (match is not None and int(match[1]) in posts):
            link.replace_with(_("somebody") if target in pages else "…")
    return str(soup)
