"""The whole weeks that a report is made of, from Monday in UTC."""

from datetime import UTC, datetime, timedelta

WEEK = 7 * 86_400
MONDAY = 4 * 86_400  # the first one after 1 January 1970


def week_of(seconds: float) -> int:
    """The number of the week, from Monday in UTC, in which a moment lies."""
    return int((seconds - MONDAY) // WEEK)


def monday(week: int) -> datetime:
    """When a week begins."""
    return datetime.fromtimestamp(MONDAY + week * WEEK, UTC)


def whole_weeks(
    since: datetime | None, until: datetime, present: datetime
) -> tuple[datetime | None, datetime]:
    """The weeks that hold a period; one that is not over yet is left out."""
    began = None if since is None else monday(week_of(since.timestamp()))
    inside = (until - timedelta(microseconds=1)).timestamp()
    return began, monday(min(week_of(inside) + 1, week_of(present.timestamp())))
