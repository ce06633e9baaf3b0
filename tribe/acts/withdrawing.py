"""Taking the words of an act of the brand from view, and giving back exactly what was taken."""

from typing import Any

from tribe.access import Actor, require
from tribe.acts import policy, queries
from tribe.acts.models import COVER, BrandAct
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.forum import services as forum

Details = dict[str, Any]
COVERED = {
    "title": COVER,
    "source": "",
    "html": "",
    "serves": COVER,
    "asks": COVER,
    "grounds": "",
    "grounds_html": "",
}


def take_words(actor: Actor, act_id: int) -> Details:
    """Take all words of a published act from view, and its title from the topic of its answers.

    Raises Forbidden, NotFound.
    """
    act = _held(act_id)
    require(actor, policy.COVER_WORDS)
    words = {name: getattr(act, name) for name in COVERED}
    titled = forum.entitle(act.topic_id, act.title, COVER) if act.topic_id is not None else False
    _say(act, COVERED)
    return {"words": words, "topic": act.topic_id if titled else None}


def give_words_back(_actor: Actor, act_id: int, details: Details) -> None:
    """Put them back, and the title of the topic where it was not named anew. Raises NotFound."""
    act = _held(act_id)
    if act.is_covered:
        _say(act, details["words"])
    if details["topic"] is not None:
        forum.entitle(details["topic"], COVER, details["words"]["title"])


def _say(act: BrandAct, words: dict[str, str]) -> None:
    for name, said in words.items():
        setattr(act, name, said)
    session.flush()


def _held(act_id: int) -> BrandAct:
    act = queries.get_act(act_id, for_update=True)
    if act is None or act.is_draft:
        raise NotFound("acts.none")
    return act
