"""Addresses that were reported and lead to nothing that is known here, as moderation reads them."""

from tribe.moderation.models import ADDRESS
from tribe.moderation.queries import find_case_of_address
from tribe.web.moderated import Matter, Moderated


def read_address(number: int) -> Matter | None:
    """What was typed."""
    case = find_case_of_address(number)
    return Matter(None, case.title, "", case.words) if case is not None else None


MODERATED = (Moderated(ADDRESS, read_address),)
