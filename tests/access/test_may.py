"""The one question: yes, or the code of why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.conftest import Cast
from tribe.access import (
    GUEST,
    SIGN_IN,
    SYSTEM,
    Actor,
    ActorKind,
    Permission,
    Role,
    Token,
    TrustLevel,
    is_moderator,
    may,
    require,
)
from tribe.access.asking import NamedTwice, init_app
from tribe.access.permissions import INACTIVE, OUT_OF_SCOPE
from tribe.base.db import now
from tribe.base.errors import Forbidden, SignInFirst


@dataclass(frozen=True)
class Person:
    """A member as the rules see one."""

    id: int | None = 1
    role: Role | None = Role.MEMBER
    is_active: bool = True
    is_brand: bool = False
    is_category_moderator: bool = False
    trust: TrustLevel = TrustLevel.NEW
    scopes: frozenset[str] | None = None
    actor_kind: ActorKind = ActorKind.MEMBER
    silenced_until: datetime | None = None


@dataclass(frozen=True)
class Box:
    """A thing of somebody's."""

    owner_id: int


def _owns(actor: Actor, box: Box, *, is_locked: bool = False) -> bool:
    return actor.id == box.owner_id and not is_locked


OPEN_BOX = Permission("toy:box:open", "toy.not_yours", _owns)
SEE_BOX = Permission("toy:box:see", "toy.unseen", is_open=True)
SERVE = Permission("toy:place:serve", "toy.not_serving", is_moderator)
MINE, THEIRS = Box(1), Box(2)
LATER, EARLIER = now() + timedelta(days=1), now() - timedelta(days=1)
OPENS, SEES = frozenset({"toy:box:open"}), frozenset({"toy:box:see"})


@pytest.mark.parametrize(
    ("actor", "permission", "about", "refusal"),
    [
        (Person(), OPEN_BOX, (MINE,), ""),
        (Person(), OPEN_BOX, (THEIRS,), "toy.not_yours"),
        (Person(is_active=False), OPEN_BOX, (MINE,), INACTIVE),
        (GUEST, OPEN_BOX, (MINE,), SIGN_IN),
        (GUEST, SEE_BOX, (MINE,), ""),
        (Person(is_active=False), SEE_BOX, (MINE,), ""),
        (SYSTEM, OPEN_BOX, (THEIRS,), ""),
        (Person(), SERVE, (), "toy.not_serving"),
        (Person(role=Role.MODERATOR), SERVE, (), ""),
        (Person(role=Role.ADMIN), SERVE, (), ""),
        (Person(role=Role.ADMIN, silenced_until=LATER), SERVE, (), "toy.not_serving"),
        (Person(role=Role.MODERATOR, silenced_until=LATER), SERVE, (), "toy.not_serving"),
        (Person(role=Role.MODERATOR, silenced_until=EARLIER), SERVE, (), ""),
        (Person(role=Role.ANALYST), SERVE, (), "toy.not_serving"),
        (Token(Person(), OPENS), OPEN_BOX, (MINE,), ""),
        (Token(Person(), OPENS), OPEN_BOX, (THEIRS,), "toy.not_yours"),
        (Token(Person(), SEES), OPEN_BOX, (MINE,), OUT_OF_SCOPE),
        (Token(Person(is_active=False), OPENS), OPEN_BOX, (MINE,), INACTIVE),
    ],
)
def test_who_may(
    actor: Actor, permission: Permission, about: tuple[Box, ...], refusal: str
) -> None:
    answer = may(actor, permission, *about)
    assert (answer.refusal, bool(answer)) == (refusal, not refusal)
    if not refusal:
        require(actor, permission, *about)
        return
    with pytest.raises(Forbidden) as refused:
        require(actor, permission, *about)
    assert refused.value.code == refusal
    assert isinstance(refused.value, SignInFirst) is (refusal == SIGN_IN)


def test_facts_are_given_by_name() -> None:
    assert not may(Person(), OPEN_BOX, MINE, is_locked=True)


def test_a_member_is_an_actor(context: Flask, cast: Cast) -> None:
    assert may(cast.get("ben"), SERVE)
    assert may(cast.get("eve"), SERVE).refusal == INACTIVE


def test_two_permissions_of_one_name_are_refused(context: Flask) -> None:
    twin = Permission("toy:box:open", "toy.other")
    with pytest.raises(NamedTwice):
        init_app(Flask("toy"), [OPEN_BOX, twin], lambda: GUEST)
