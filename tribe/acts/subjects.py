"""Acts of the brand as they are referred to from elsewhere."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.acts import policy, queries
from tribe.acts.models import BrandAct
from tribe.web.subjects import Shown, Subject


def show_act(actor: Actor, act_id: int) -> Shown | None:
    """An act, if it is published or the reader speaks for the brand."""
    act = queries.get_act(act_id)
    return _shown(act) if act is not None and policy.may_read(actor, act) else None


def show_acts(actor: Actor, ids: Collection[int]) -> Mapping[int, Shown]:
    """Several of them; one query."""
    return {act.id: _shown(act) for act in queries.list_acts(ids) if policy.may_read(actor, act)}


def _shown(act: BrandAct) -> Shown:
    return Shown(act.title, f"/acts/{act.id}", act.source)


SUBJECTS = (Subject("brand_act", lambda: _("act of the brand"), show_act, show_all=show_acts),)
