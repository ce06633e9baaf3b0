"""Who may judge: nobody their own act, and nothing they have a stake in while others can."""

from itertools import product

import pytest

from tests.access.test_may import Person
from tribe.access import SYSTEM, Author, may_judge, stake_of
from tribe.access.judging import OF_BRAND, OWN_ACT, OWN_WORDS, PARTY

BRAND, PERSON = Person(1, is_brand=True), Person(1)


@pytest.mark.parametrize(
    ("actor", "author", "facts", "stake"),
    [
        (PERSON, Author(2), {}, ""),
        (PERSON, Author(2, is_brand=True), {}, ""),
        (PERSON, Author(None), {}, ""),
        (SYSTEM, Author(None), {}, ""),
        (PERSON, Author(1), {}, OWN_WORDS),
        (BRAND, Author(2), {}, ""),
        (BRAND, Author(2, is_brand=True), {}, OF_BRAND),
        (BRAND, Author(2), {"is_about_brand": True}, OF_BRAND),
        (PERSON, Author(2), {"is_about_brand": True}, ""),
        (PERSON, Author(2), {"parties": {1, 3}}, PARTY),
        (PERSON, Author(2), {"parties": {3}}, ""),
    ],
)
def test_what_is_at_stake(
    actor: Person, author: Author, facts: dict[str, object], stake: str
) -> None:
    assert stake_of(actor, author, **facts) == stake  # type: ignore[arg-type]
    left = may_judge(actor, author, others_exist=True, **facts)  # type: ignore[arg-type]
    alone = may_judge(actor, author, others_exist=False, **facts)  # type: ignore[arg-type]
    assert (bool(left), left.refusal) == (not stake, stake)
    assert (bool(alone), alone.note) == (True, stake)


def test_nobody_judges_their_own_act_even_where_nobody_else_could() -> None:
    for actor, author, others in product(
        (PERSON, BRAND), (Author(1), Author(2, is_brand=True)), (True, False)
    ):
        answer = may_judge(actor, author, 1, others_exist=others)
        assert (bool(answer), answer.refusal) == (False, OWN_ACT)
    assert may_judge(PERSON, Author(2), 3, others_exist=False)
    assert may_judge(SYSTEM, Author(2), None, others_exist=True)
