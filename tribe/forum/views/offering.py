"""The tags that a form offers to whoever writes."""

from collections.abc import Sequence

from tribe.forum import queries, settings
from tribe.members.models import Member
from tribe.settings import value_of


def offered_tags(member: Member) -> Sequence[str] | None:
    """Those of the most topics that a member sees; None where topics have no tags here."""
    if not value_of(settings.MAX_TAGS):
        return None
    return queries.suggest_tags(queries.get_category_tree().visible_ids(member))
