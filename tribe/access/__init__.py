"""Who may do what: one kind of actor, one kind of permission, one question."""

from tribe.access.actors import GUEST, SYSTEM, Actor, ActorKind, Guest, System, Token
from tribe.access.asking import init_app
from tribe.access.judging import Author, Writer, may_judge, moderates, stake_of
from tribe.access.permissions import (
    INACTIVE,
    SIGN_IN,
    SILENCED,
    YES,
    Answer,
    Permission,
    enforce,
    may,
    require,
)
from tribe.access.refusals import REFUSALS
from tribe.access.roles import (
    Role,
    is_admin,
    is_analyst,
    is_moderator,
    is_silenced,
    is_staff,
    is_trusted,
    may_serve,
    moderates_some,
    speaks_for_brand,
    standing_role,
)
from tribe.access.trust import TrustLevel, trust_of

__all__ = [
    "GUEST",
    "INACTIVE",
    "REFUSALS",
    "SIGN_IN",
    "SILENCED",
    "SYSTEM",
    "YES",
    "Actor",
    "ActorKind",
    "Answer",
    "Author",
    "Guest",
    "Permission",
    "Role",
    "System",
    "Token",
    "TrustLevel",
    "Writer",
    "enforce",
    "init_app",
    "is_admin",
    "is_analyst",
    "is_moderator",
    "is_silenced",
    "is_staff",
    "is_trusted",
    "may",
    "may_judge",
    "may_serve",
    "moderates",
    "moderates_some",
    "require",
    "speaks_for_brand",
    "stake_of",
    "standing_role",
    "trust_of",
]
