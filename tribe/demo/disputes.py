"""What waits in the queue of the demo's moderators, what one decided, and who objects."""

from typing import Any

from sqlalchemy import select

from tribe.base.db import session
from tribe.demo.grammar import read_words
from tribe.forum.addresses import post_link
from tribe.forum.models import Category, Post
from tribe.forum.services.sending import TOPIC
from tribe.members.models import IN_USE, Member
from tribe.moderation import services as moderation
from tribe.moderation.models import ReportKind
from tribe.moderation.services import ReasonDraft, Ruling
from tribe.spam import services as spam
from tribe.spam.layers import LAYERS, Verdict

WARN = "members.member.warn"


def let_some_dispute(founder: Member, moderator: Member, reporter: Member) -> None:
    """Reports that wait, a decision with an appeal, a first text that waits, and saved reasons.

    Nothing that was written is taken away by it; the caller commits.
    """
    words = read_words("disputes")
    for position, kept in enumerate(words["reasons"], 1):
        draft = ReasonDraft(
            ReportKind(kept["kind"]),
            kept["rule"],
            kept["english"],
            kept["french"],
            position,
            kept["french_rule"],
        )
        moderation.keep_reason(founder, draft)
    known = {founder.id, moderator.id, reporter.id}
    posts = _latest_posts(known)
    _report(reporter, "post", posts[0].id, words["post"])
    _report(reporter, "member", posts[1].author_id, words["profile"])
    told = words["guest"]
    moderation.report_address(
        post_link(posts[2].id),
        ReportKind(told["kind"]),
        told["words"],
        name=told["name"],
        email=told["email"],
        locale=told["locale"],
    )
    _decide(moderator, reporter, posts[3].author_id, words["decided"])
    _hold(words["held"])


def _report(reporter: Member, kind: str, number: int | None, said: dict[str, str]) -> None:
    assert number is not None
    moderation.report(reporter, kind, number, ReportKind(said["kind"]), said["words"])


def _decide(moderator: Member, reporter: Member, number: int | None, said: dict[str, str]) -> None:
    """Somebody was reported and is warned, which they find wrong."""
    _report(reporter, "member", number, said)
    ruling = Ruling(WARN, said["why"], said["rule"])
    decision = moderation.decide_on(moderator, "member", number or 0, ruling)
    moderation.appeal(session.get_one(Member, number), decision, said["appeal"])


def _hold(said: dict[str, str]) -> None:
    """The first text of whoever came last and has said nothing yet."""
    silent = select(Member).where(IN_USE, ~Member.is_brand, Member.id.not_in(_writers()))
    author = session.scalars(silent.order_by(Member.joined_at.desc(), Member.id).limit(1)).first()
    if author is None:
        return
    room = session.scalars(select(Category).where(Category.slug == said["category"])).one()
    first = next(layer for layer in LAYERS if layer.code == "first")
    facts: dict[str, Any] = {"category": room.id, "files": [], "interest": None}
    verdict = Verdict(first, (first.code,))
    spam.hold(author, TOPIC, verdict, title=said["title"], body=said["body"], facts=facts)


def _writers() -> Any:
    return select(Post.author_id).where(Post.author_id.is_not(None))


def _latest_posts(but: set[int]) -> list[Post]:
    """The last posts that stand, of four members; none of the brand or of the sign-ins."""
    stands = (Post.deleted_at.is_(None), IN_USE, ~Member.is_brand, Member.leaves_at.is_(None))
    chosen = (
        select(Post)
        .join(Member, Member.id == Post.author_id)
        .where(*stands, Member.id.not_in(but), Member.email.is_(None), Post.number > 1)
        .order_by(Post.created_at.desc(), Post.id)
        .limit(60)
    )
    by_author: dict[int | None, Post] = {}
    for post in session.scalars(chosen):
        by_author.setdefault(post.author_id, post)
    return list(by_author.values())[:4]
