"""Texts that wait: held, changed or withdrawn by their author, published or declined."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from tribe import audit
from tribe.access import Actor, enforce, is_moderator, may, require
from tribe.activity import record
from tribe.activity.holding import HeldKind, HeldWords, Published, held_kinds
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.members.models import Member, State
from tribe.moderation.models import Finding
from tribe.spam import activities, policy, queries
from tribe.spam.layers import Verdict
from tribe.spam.models import HeldState, HeldText
from tribe.spam.services.cases import end_case, hold_case, hold_cases, open_case

MOST_WAITING = 10  # texts of one member; more are a flood
KEPT = timedelta(days=30)  # a text that was declined, for its author to read why
PUBLISHED, DECLINED = "spam.text.published", "spam.text.declined"
TAKEN_BACK, WAITS_AGAIN = "spam.text.taken_back", "spam.text.waits_again"


def hold(
    author: Member,
    kind: str,
    verdict: Verdict,
    *,
    title: str = "",
    body: str,
    facts: Mapping[str, Any],
    at: datetime | None = None,
) -> HeldText:
    """Keep what somebody wants to say until a moderator has looked; raises RuleBroken for a flood.

    That they may say it there, the caller has asked.
    """
    take_turns(f"held {author.id}")
    if queries.count_waiting_of(author.id) >= MOST_WAITING:
        raise RuleBroken("spam.enough_wait", most=MOST_WAITING)
    held = HeldText(author_id=author.id, kind=kind, title=title, body=body)
    held.facts, held.codes, held.held_at = dict(facts), list(verdict.codes), at or now()
    session.add(held)
    session.flush()
    _kind(held).hold(held.id, held.facts)
    record(activities.TEXT_HELD, held.id, actor_id=author.id, at=at)
    open_case(held.id, verdict.layer.code)
    return held


def change(member: Member, held_id: int, title: str, body: str) -> HeldText:
    """Say it otherwise while it waits. Raises NotFound, Forbidden, RuleBroken."""
    held = _own(member, held_id)
    if held.state is not HeldState.WAITING:
        raise RuleBroken("spam.decided")
    if is_blank(body):
        raise RuleBroken("spam.nothing_said")
    held.body, held.changed_at = body, now()
    held.title = title if _kind(held).has_title else ""
    session.flush()
    return held


def withdraw(member: Member, held_id: int) -> None:
    """Take one's own text back, or what is left of it once it was declined. Raises NotFound."""
    own_held(member, held_id)
    hold_case(held_id)
    held = _own(member, held_id)
    end_case(held_id, Finding.DISMISSED)
    _kind(held).let_go(held.facts)
    session.delete(held)
    session.flush()


def publish(actor: Actor, held_id: int, version: str = "") -> tuple[Published, dict[str, Any]]:
    """Say it as its author's act, done now; answers where it stands, and what the reversal needs.

    `version` is what `version_of` said of the text that the moderator read. Raises NotFound,
    Forbidden, RuleBroken where it was changed since, and whatever the act raises.
    """
    held = _taken(actor, held_id, version)
    kept = _dump(held)
    kind = _kind(held)
    kind.let_go(held.facts)
    session.delete(held)
    session.flush()
    words = HeldWords(held.author_id, held.title, held.body, held.facts)
    end_case(held_id, Finding.DISMISSED)
    published = kind.publish(actor, words)
    audit.record(PUBLISHED, "held_text", held_id, actor_id=actor.id)
    return published, {"held": kept, "number": published.number}


def unpublish(actor: Actor, details: Mapping[str, Any]) -> HeldText | None:
    """Undo a publishing: what was made of the text goes, and the text waits again.

    None where its author had taken it away since: nothing waits then. Raises NotFound, also where
    its author left and took it along, and Forbidden.
    """
    held = _load(details["held"])
    if session.get_one(Member, held.author_id).state is State.LEFT:
        raise NotFound("spam.no_held")
    require(actor, policy.DECIDE, held)
    waits = _kind(held).unpublish(actor, details["number"])
    audit.record(TAKEN_BACK, "held_text", held.id, actor_id=actor.id)
    if not waits:
        return None
    session.add(held)
    session.flush()
    open_case(held.id, held.codes[0])
    return held


def decline(actor: Actor, held_id: int, reason: str, version: str = "") -> dict[str, Any]:
    """Do not publish a text; answers what the reversal needs. Raises as `publish` does.

    It is an act of a decision of moderation, which asks for the reason and tells the author.
    """
    held = _taken(actor, held_id, version)
    held.state, held.reason, held.decided_at = HeldState.DECLINED, reason, now()
    session.flush()
    record(activities.TEXT_DECLINED, held.id, actor_id=actor.id, member_id=held.author_id)
    audit.record(DECLINED, "held_text", held.id, actor_id=actor.id)
    return {"held": held.id}


def decline_all(actor: Actor, author_id: int) -> list[int]:
    """Do not publish any text of a member that waits and that an actor may read; their numbers.

    Raises Forbidden. Their cases end with the decision that does so, which says why.
    """
    declined, handled = [], queries.handled_by(actor)
    hold_cases([held.id for held in queries.list_waiting_of(author_id, handled)])
    for held in queries.list_waiting_of(author_id, handled):  # less what others decided meanwhile
        decline(actor, held.id, "")
        end_case(held.id, Finding.UPHELD)
        declined.append(held.id)
    return declined


def undo_decline_all(actor: Actor, numbers: Iterable[int]) -> None:
    """Let those of some texts wait again that were declined and are kept. Raises Forbidden."""
    for number in numbers:
        with suppress(NotFound):
            undo_decline(actor, {"held": number})


def undo_decline(actor: Actor, details: Mapping[str, Any]) -> HeldText:
    """Let a text that was declined wait again. Raises Forbidden, and NotFound once it is gone."""
    held = queries.find_held(details["held"], for_update=True)
    if held is None or held.state is not HeldState.DECLINED:
        raise NotFound("spam.no_held")
    require(actor, policy.DECIDE, held)
    held.state, held.reason, held.decided_at = HeldState.WAITING, "", None
    session.flush()
    open_case(held.id, held.codes[0])
    audit.record(WAITS_AGAIN, "held_text", held.id, actor_id=actor.id)
    return held


def version_of(held: HeldText) -> str:
    """What a page says of the text that it shows, so that no other one is published by it."""
    return (held.changed_at or held.held_at).isoformat()


def waiting_of(actor: Actor, held_id: int, *, for_update: bool = False) -> HeldText:
    """A text that waits and on which an actor decides. Raises NotFound, Forbidden for their own."""
    require(actor, policy.LOOK)
    held = queries.find_held(held_id, for_update=for_update)
    if held is None or held.state is not HeldState.WAITING:
        raise NotFound("spam.decided_already")
    is_local, is_unseen = queries.is_local(actor, held), queries.is_unseen(actor, held)
    answer = may(actor, policy.DECIDE, held, is_local=is_local, is_unseen=is_unseen)
    if is_unseen or not (answer or is_local or is_moderator(actor)):
        raise NotFound("spam.decided_already")
    enforce(answer)
    return held


def own_held(member: Member, held_id: int) -> HeldText:
    """A member's own held text; raises NotFound."""
    held = queries.find_held(held_id)
    if held is None or not may(member, policy.OWN, held):
        raise NotFound("spam.no_held")
    return held


def prune() -> None:
    """Delete what was declined a month ago, files and all."""
    for held in queries.list_declined_before(now() - KEPT):
        _kind(held).let_go(held.facts)
    old = (HeldText.state == HeldState.DECLINED, HeldText.decided_at < now() - KEPT)
    session.execute(delete(HeldText).where(*old))


def _own(member: Member, held_id: int) -> HeldText:
    held = queries.find_held(held_id, for_update=True)
    if held is None or not may(member, policy.OWN, held):
        raise NotFound("spam.no_held")
    return held


def _taken(actor: Actor, held_id: int, version: str) -> HeldText:
    """A text that waits, held until the transaction ends; of two who decide one comes first.

    Without a version nobody read it on a page.
    """
    waiting_of(actor, held_id)
    hold_case(held_id)
    held = waiting_of(actor, held_id, for_update=True)
    if version and version != version_of(held):
        raise RuleBroken("spam.changed_since")
    return held


def _kind(held: HeldText) -> HeldKind:
    return held_kinds()[held.kind]


def _dump(held: HeldText) -> dict[str, Any]:
    return {
        "id": held.id,
        "author": held.author_id,
        "kind": held.kind,
        "title": held.title,
        "body": held.body,
        "facts": dict(held.facts),
        "codes": list(held.codes),
        "held_at": held.held_at.isoformat(),
    }


def _load(kept: Mapping[str, Any]) -> HeldText:
    held = HeldText(id=kept["id"], author_id=kept["author"], kind=kept["kind"], body=kept["body"])
    held.title, held.facts, held.codes = kept["title"], dict(kept["facts"]), list(kept["codes"])
    held.held_at, held.state, held.reason = (
        datetime.fromisoformat(kept["held_at"]),
        HeldState.WAITING,
        "",
    )
    return held
