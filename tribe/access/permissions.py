"""Permissions, and the one question about them: may this actor do that with this thing?

A feature declares each of its permissions in its `policy.py` with a rule, which is a pure answer
about an actor and a thing. That an account must be in use, what a token is limited to, and that
who is silenced says nothing to others, is asked here and in no rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tribe.access.actors import Actor, ActorKind
from tribe.access.roles import is_silenced
from tribe.base.errors import Forbidden, SignInFirst

SIGN_IN, INACTIVE, OUT_OF_SCOPE = "access.sign_in", "access.inactive", "access.out_of_scope"
SILENCED = "access.silenced"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or the code of why not; a note is the code of what the record says of a yes."""

    refusal: str = ""
    note: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)  # what the words of it name

    def __bool__(self) -> bool:
        """Whether it is yes."""
        return not self.refusal


YES = Answer()
_GUEST, _INACTIVE, _OUT_OF_SCOPE = Answer(SIGN_IN), Answer(INACTIVE), Answer(OUT_OF_SCOPE)


def everyone(*_about: object, **_facts: object) -> bool:
    """The rule of what is open to whoever may ask at all."""
    return True


@dataclass(frozen=True)
class Permission:
    """Something that an actor may do, as `feature:thing:verb`."""

    name: str
    refusal: str  # the code that says why not
    rule: Callable[..., bool] = everyone  # of the actor, the thing, and facts by name
    is_open: bool = False  # asked about guests and suspended members too
    is_speech: bool = False  # others read what is done by it
    no: Answer = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Make the answer no once, for it is given often."""
        object.__setattr__(self, "no", Answer(self.refusal))


def may(actor: Actor, permission: Permission, *about: object, **facts: object) -> Answer:
    """Whether an actor may do something with a thing; the rule says which facts it needs."""
    if not (actor.is_active or permission.is_open):
        return _GUEST if actor.actor_kind is ActorKind.GUEST else _INACTIVE
    if actor.scopes is not None and permission.name not in actor.scopes:
        return _OUT_OF_SCOPE
    if permission.is_speech and is_silenced(actor):
        return Answer(SILENCED, facts={"until": actor.silenced_until})
    if permission.rule(actor, *about, **facts) or actor.actor_kind is ActorKind.SYSTEM:
        return YES
    return permission.no


def require(actor: Actor, permission: Permission, *about: object, **facts: object) -> None:
    """Go on only where the actor may; raises Forbidden, for guests SignInFirst."""
    enforce(may(actor, permission, *about, **facts))


def enforce(answer: Answer) -> Answer:
    """Go on only with a yes, which it answers; raises Forbidden, for guests SignInFirst."""
    if not answer:
        raise (SignInFirst if answer is _GUEST else Forbidden)(answer.refusal, **answer.facts)
    return answer
