"""Who decides a case has nothing at stake in it, or the record says that nobody else could."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_services import report_dov, warning
from tests.notices.conftest import Hall, hall
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden
from tribe.interests import services as interests
from tribe.interests.models import InterestKind
from tribe.moderation import services
from tribe.moderation.models import AppealOutcome
from tribe.settings import services as settings

__all__ = ["hall"]
pytestmark = pytest.mark.usefixtures("hall")


def stakes() -> list[str | None]:
    """What the record says was at stake in each decision."""
    chosen = select(AuditEntry.facts).where(AuditEntry.kind.startswith("moderation."))
    return [facts.get("stake") for facts in session.scalars(chosen.order_by(AuditEntry.id))]


def test_what_is_about_the_brand_is_decided_by_who_does_not_speak_for_it(
    cast: Cast, hall: Hall
) -> None:
    case = report_dov(cast)
    cast.get("dov").is_brand = cast.get("ada").is_brand = True
    with pytest.raises(Forbidden, match="of_brand"):
        services.decide(cast.get("ada"), case, warning())
    services.decide(cast.get("ben"), case, warning())
    assert stakes() == [None]


def tie(cast: Cast, name: str, words: str = "I bake for the MÏLL, in Arles") -> None:
    """Somebody declares an interest in the brand, which is called Mill."""
    settings.change({"brand": "Mill"}, None)
    interests.declare(cast.get(name), InterestKind.EMPLOYED, words, now().date())


def test_an_interest_declared_in_the_brand_is_its_side(cast: Cast, hall: Hall) -> None:
    case = report_dov(cast)
    cast.get("dov").is_brand = True
    tie(cast, "ada")
    with pytest.raises(Forbidden, match="of_brand"):
        services.decide(cast.get("ada"), case, warning())
    services.decide(cast.get("ben"), case, warning())
    assert stakes() == [None]


def test_so_it_is_of_whom_the_case_is_about(cast: Cast, hall: Hall) -> None:
    case = report_dov(cast)
    cast.get("ada").is_brand = True
    tie(cast, "dov")
    with pytest.raises(Forbidden, match="of_brand"):
        services.decide(cast.get("ada"), case, warning())


def test_another_interest_and_one_that_is_over_is_no_side(cast: Cast, hall: Hall) -> None:
    cast.get("dov").is_brand = True
    tie(cast, "ada", "I work for the Windmills of Arles")
    yesterday = now().date() - timedelta(1)
    interests.declare(cast.get("ada"), InterestKind.PAID, "Mill", yesterday, now().date())
    services.decide(cast.get("ada"), report_dov(cast), warning())
    assert stakes() == [None]


def test_moderators_tied_to_it_are_nobody_else(cast: Cast, hall: Hall) -> None:
    case = report_dov(cast)
    cast.get("dov").is_brand = cast.get("ada").is_brand = True
    tie(cast, "ben")
    services.decide(cast.get("ada"), case, warning())
    assert stakes() == ["access.of_brand"]


def test_where_nobody_else_could_the_record_says_so(cast: Cast, hall: Hall) -> None:
    case = report_dov(cast)
    cast.get("dov").is_brand = cast.get("ada").is_brand = True
    cast.get("ben").role = Role.MEMBER
    services.decide(cast.get("ada"), case, warning())
    assert stakes() == ["access.of_brand"]


def test_who_reported_it_leaves_it_to_another(cast: Cast, hall: Hall) -> None:
    case = report_dov(cast, "ben")
    with pytest.raises(Forbidden, match="party"):
        services.decide(cast.get("ben"), case, warning())
    services.decide(cast.get("ada"), case, warning())
    assert stakes() == [None]


def test_an_appeal_of_the_brand_is_answered_by_who_does_not_speak_for_it(
    cast: Cast, hall: Hall
) -> None:
    dov, ines = cast.get("dov"), cast.get("ines")
    dov.is_brand = cast.get("ada").is_brand = True
    ines.role = Role.MODERATOR
    decision = services.decide(cast.get("ben"), report_dov(cast), warning())
    made = services.appeal(dov, decision, "I whispered")
    for name in ("ada", "ben"):
        with pytest.raises(Forbidden):
            services.judge(cast.get(name), made, AppealOutcome.UPHELD, "Loud enough")
    services.judge(ines, made, AppealOutcome.UPHELD, "Loud enough")
    assert stakes() == [None, None]
