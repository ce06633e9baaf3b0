"""Telling whom an edit newly turns a post to: whom it names or quotes now and did not before."""

from tribe.activity import Happened
from tribe.forum.notices import MENTION, QUOTE, REPLY
from tribe.graph.data.kinds import Kind
from tribe.notices.services import cause_of, keep_only, tell_at_once


def tell_added(happened: Happened) -> None:
    """Tell them in the transaction of the edit: to whom a post turned is not kept.

    What an edit only repeats has the moment of the post. Who has been told of the post is not
    told again. From whom it is not turned to any more that is taken back.
    """
    added = {
        kind: {
            member_id
            for turn in happened.turns
            if turn.kind is kind and turn.at is None
            for member_id in turn.member_ids
            if member_id is not None
        }
        for kind in (Kind.MENTION, Kind.QUOTE)
    }
    for kind in (MENTION, QUOTE):
        keep_only(kind, cause_of(happened), otherwise=REPLY)
    tell_at_once(happened, {MENTION: added[Kind.MENTION], QUOTE: added[Kind.QUOTE]})
