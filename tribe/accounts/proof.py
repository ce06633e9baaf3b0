"""Step-up: before what is hard to undo, whoever sits there shows once more that it is them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from tribe.accounts.openid import find_provider
from tribe.accounts.queries import is_let_in_by
from tribe.accounts.services import has_second_step
from tribe.base.db import now
from tribe.base.errors import Forbidden
from tribe.members.identity import current_sign_in
from tribe.members.models import Member

if TYPE_CHECKING:
    from tribe.accounts.openid.provider import Provider

FRESH_FOR = timedelta(minutes=15)


class ProveFirst(Forbidden):
    """The member may do this, once they have shown that it is them."""


def require_proof(member: Member) -> None:
    """Go on only where a secret was shown here lately; raises ProveFirst.

    Who has no secret yet has nothing to show.
    """
    proved_at = current_sign_in().proved_at
    if proved_at is not None and proved_at > now() - FRESH_FOR:
        return
    if member.password_hash or has_second_step(member) or proves_by_brand(member):
        raise ProveFirst("accounts.prove_first")


def proves_by_brand(member: Member) -> "Provider | None":
    """Who asks a member for the one secret that they have, where it is kept by the brand."""
    provider = find_provider()
    if provider is None or member.password_hash or has_second_step(member):
        return None
    return provider if is_let_in_by(member, provider.issuer) else None
