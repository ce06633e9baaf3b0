"""What the layers need to know of the past, and the texts that wait."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    case,
    false,
    func,
    null,
    or_,
    select,
)

from tribe.access import Actor, Role, is_admin, is_moderator, trust_of
from tribe.activity import Activity
from tribe.activity.holding import held_kinds
from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.blocking import EVERYBODY
from tribe.members.models import IN_USE, Member
from tribe.moderation.models import Decision, Finding, Report
from tribe.spam.attempts import Often
from tribe.spam.models import HeldState, HeldText, ListedMember, TextSketch
from tribe.spam.reporters import Reporter
from tribe.spam.sketches import ALIKE, Sketch, likeness
from tribe.web import moderated

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLDEST_FIRST = Order((HeldText.held_at, HeldText.id))
NEWEST_FIRST = Order((HeldText.held_at, HeldText.id), is_falling=True)
MOST_COMPARED = 50
HELD, PUBLISH = "held_text", "spam.text.publish"
Conditions = Collection[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A held text in the list of moderators."""

    held: HeldText
    author: Member


def find_again(
    author_id: int, kinds: Iterable[str], often: Often, moment: datetime
) -> datetime | None:
    """When an act may be done again that was done as often as it may; None where it may now.

    One query: it asks when the act that used up the hour was, and the one that used up the day.
    """
    an_hour, a_day = often
    own = (Activity.actor_id == author_id, Activity.kind.in_(tuple(kinds)), Activity.at <= moment)

    def nth(count: int, span: timedelta) -> ScalarSelect[datetime]:
        latest = select(Activity.at).where(*own, Activity.at > moment - span)
        return latest.order_by(Activity.at.desc()).offset(count - 1).limit(1).scalar_subquery()

    in_hour, in_day = session.execute(select(nth(an_hour, HOUR), nth(a_day, DAY))).one()
    ends = [at + span for at, span in ((in_hour, HOUR), (in_day, DAY)) if at is not None]
    return max(ends, default=None)


def count_alike(made: Sketch, since: datetime) -> int:
    """How many texts since a moment are nearly that of a sketch, of the newest ones; one query."""
    columns = (TextSketch.band_0, TextSketch.band_1, TextSketch.band_2, TextSketch.band_3)
    in_a_band = or_(*(column == band for column, band in zip(columns, made.bands, strict=True)))
    near = select(TextSketch.hashes).where(in_a_band, TextSketch.at > since)
    newest = near.order_by(TextSketch.id.desc()).limit(MOST_COMPARED)
    return sum(likeness(made.hashes, hashes) >= ALIKE for hashes in session.scalars(newest))


def count_waiting_of(author_id: int) -> int:
    """How many texts of a member wait; one query."""
    own = (HeldText.author_id == author_id, HeldText.state == HeldState.WAITING)
    return session.scalar(select(func.count()).select_from(HeldText).where(*own)) or 0


def list_waiting_of(author_id: int, handled: Conditions = ()) -> Sequence[HeldText]:
    """The texts of a member that wait, of those that are handled, by number; one query."""
    own = (HeldText.author_id == author_id, HeldText.state == HeldState.WAITING, *handled)
    return session.scalars(select(HeldText).where(*own).order_by(HeldText.id)).all()


def count_own(author_id: int) -> int:
    """How many texts of a member wait or were declined; one query."""
    own = HeldText.author_id == author_id
    return session.scalar(select(func.count()).select_from(HeldText).where(own)) or 0


def count_waiting(handled: Conditions = ()) -> int:
    """How many texts wait, of those on which whoever asks decides; one query."""
    waiting = (HeldText.state == HeldState.WAITING, *handled)
    return session.scalar(select(func.count()).select_from(HeldText).where(*waiting)) or 0


def find_oldest_wait(handled: Conditions = ()) -> datetime | None:
    """Since when the longest of them waits; one query."""
    waiting = (HeldText.state == HeldState.WAITING, *handled)
    return session.scalar(select(func.min(HeldText.held_at)).where(*waiting))


def handled_by(actor: Actor) -> Conditions:
    """On which held texts an actor decides: all, or those of others where they moderate.

    Of these moderators have none that would lie where they may not look. The queries of the
    features.
    """
    if not is_moderator(actor):
        return (lies_with(actor), HeldText.author_id != actor.id)
    unseen = set() if is_admin(actor) else moderated.unseen_categories(Role.MODERATOR)
    place = _place()
    return (or_(place.is_(None), place.not_in(sorted(unseen))),) if unseen else ()


def reaches_beyond(actor: Actor, numbers: Sequence[int]) -> bool:
    """Whether any of some texts that are kept is not one on which an actor decides; one query."""
    of_them = HeldText.id.in_(numbers)
    own = select(HeldText.id).where(of_them, *handled_by(actor))
    chosen = select(HeldText.id).where(of_them, HeldText.id.not_in(own)).limit(1)
    chosen = chosen.execution_options(**EVERYBODY)
    return bool(numbers) and session.scalar(chosen) is not None


def is_unseen(actor: Actor, held: HeldText) -> bool:
    """Whether a text would lie where an actor who moderates may not look; two queries at most."""
    if not is_moderator(actor) or not (handled := handled_by(actor)):
        return False
    chosen = select(HeldText.id).where(HeldText.id == held.id, *handled)
    return session.scalar(chosen) is None


def lies_with(actor: Actor) -> ColumnElement[bool]:
    """Which held texts would lie where an actor moderates without the role."""
    ways = (
        and_(HeldText.kind == kind.name, kind.local.waiting(actor, HeldText.facts))
        for kind in held_kinds().values()
        if kind.local is not None
    )
    return or_(false(), *ways)


def handled_of(actor: Actor, numbers: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Those of some held texts that an actor handles so; one published lies where it stands."""
    is_held = select(HeldText.id).where(HeldText.id == numbers, lies_with(actor))
    is_publishing = Decision.act == PUBLISH
    made = case((is_publishing, Decision.details["number"].as_integer()))
    kind = case((is_publishing, Decision.details[("held", "kind")].as_string()))
    ways = (
        and_(kind == one.name, one.local.published(actor, made))
        for one in held_kinds().values()
        if one.local is not None
    )
    of_it = (Decision.subject_type == HELD, Decision.subject_id == numbers, is_publishing)
    is_published = select(Decision.id).where(*of_it, or_(false(), *ways))
    return or_(is_held.exists(), is_published.exists())


def category_of(number: SQLColumnExpression[int]) -> SQLColumnExpression[int | None]:
    """In which category a held text of a statement would lie; null where it lies in none."""
    return select(_place()).where(HeldText.id == number).scalar_subquery()


def _place() -> SQLColumnExpression[int | None]:
    ways = [
        (HeldText.kind == kind.name, kind.category(HeldText.facts))
        for kind in held_kinds().values()
        if kind.category is not None
    ]
    return case(*ways) if ways else null()


def list_handlers(held_id: int) -> Collection[int]:
    """Who decides on a held text so, by their numbers; one query, and those of the feature."""
    held = find_held(held_id)
    kind = held_kinds().get(held.kind) if held is not None else None
    return kind.local.handlers(held.facts) if held and kind and kind.local else ()


def find_held(held_id: int, *, for_update: bool = False) -> HeldText | None:
    """A held text, as it is now where it is held; one query."""
    chosen = select(HeldText).where(HeldText.id == held_id)
    if for_update:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    return session.scalar(chosen)


def list_waiting(span: Span = START, handled: Conditions = ()) -> Page[WaitingRow]:
    """Texts that wait, of those on which whoever asks decides, the longest first; one query."""
    chosen = select(HeldText, Member).join(Member, Member.id == HeldText.author_id)
    waiting = chosen.where(HeldText.state == HeldState.WAITING, *handled)
    return read_page(waiting, OLDEST_FIRST, span, lambda row: WaitingRow(*row))


def is_local(actor: Actor, held: HeldText) -> bool:
    """Whether an actor decides on a text where it would lie; one query, none of others."""
    if not actor.is_category_moderator or is_moderator(actor):
        return False
    chosen = select(HeldText.id).where(HeldText.id == held.id, lies_with(actor))
    return session.scalar(chosen) is not None


def list_own(author_id: int, span: Span = START) -> Page[HeldText]:
    """A member's texts that wait or were declined, the newest first; one query."""
    chosen = select(HeldText).where(HeldText.author_id == author_id)
    return read_page(chosen, NEWEST_FIRST, span, lambda row: row[0])


def list_held(numbers: Sequence[int]) -> Sequence[HeldText]:
    """Held texts of some numbers; one query."""
    return session.scalars(select(HeldText).where(HeldText.id.in_(sorted(numbers)))).all()


def is_listed(member_id: int) -> bool:
    """Whether a service elsewhere knows a member's address from reports; one query."""
    return session.get(ListedMember, member_id) is not None


def list_declined_before(moment: datetime) -> Sequence[HeldText]:
    """Texts that were declined before a moment; one query."""
    old = (HeldText.state == HeldState.DECLINED, HeldText.decided_at < moment)
    return session.scalars(select(HeldText).where(*old)).all()


def list_reporters(case_id: int, digest: str | None) -> list[Reporter]:
    """The members in use who reported a thing as it says now, and how their reports proved.

    One query; `digest` is that of the thing.
    """
    upheld = func.count().filter(Report.finding == Finding.UPHELD)
    dismissed = func.count().filter(Report.finding == Finding.DISMISSED)
    of_it = (Report.case_id == case_id, Report.words_digest == digest)
    here = select(Report.reporter_id).where(*of_it)
    proved = (
        select(Report.reporter_id, upheld.label("upheld"), dismissed.label("dismissed"))
        .where(Report.reporter_id.in_(here))
        .group_by(Report.reporter_id)
        .subquery()
    )
    chosen = select(Member, proved.c.upheld, proved.c.dismissed)
    found = session.execute(chosen.join(proved, proved.c.reporter_id == Member.id).where(IN_USE))
    return [Reporter(one.id, right, wrong, trust_of(one)) for one, right, wrong in found]
