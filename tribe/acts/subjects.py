"""Acts of the brand as they are referred to from elsewhere."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import Boolean, ColumnElement, bindparam, exists, or_

from tribe.access import Actor, may
from tribe.acts import policy, queries
from tribe.acts.models import COVER, BrandAct
from tribe.intent.labels import intent_lines
from tribe.web.subjects import Shown, Sight, Subject, numbered


def show_act(actor: Actor, act_id: int) -> Shown | None:
    """An act that has its words, if it is published or the reader speaks for the brand."""
    act = queries.get_act(act_id)
    return _shown(act) if act is not None and _is_shown(actor, act) else None


def show_acts(actor: Actor, ids: Collection[int]) -> Mapping[int, Shown]:
    """Several of them; one query."""
    return {act.id: _shown(act) for act in queries.list_acts(ids) if _is_shown(actor, act)}


def _is_shown(actor: Actor, act: BrandAct) -> bool:
    return policy.may_read(actor, act) and not act.is_covered


def _shown(act: BrandAct) -> Shown:
    return Shown(act.title, f"/acts/{act.id}", act.source, stated=intent_lines(act))


def _is_seen(number: ColumnElement[int]) -> ColumnElement[bool]:
    speaks = bindparam("speaks_for_brand", type_=Boolean)
    is_public = or_(BrandAct.published_at.is_not(None), speaks)
    return exists().where(BrandAct.id == number, is_public, BrandAct.serves != COVER)


SIGHT = Sight(_is_seen, lambda actor: {"speaks_for_brand": bool(may(actor, policy.SPEAK))})
SUBJECTS = (
    Subject(
        "brand_act",
        lambda: _("act of the brand"),
        show_act,
        is_reportable=True,
        show_all=show_acts,
        pages={"acts.act": numbered("act_id")},
        sight=SIGHT,
    ),
)
