"""After a backup came: what ended since it was made must not open anything again."""

from sqlalchemy import update

from tribe.accounts.purposes import INVITATION
from tribe.base.db import now, session
from tribe.members.models import SignIn
from tribe.tokens import SingleUseToken


def end_after_restore() -> str | None:
    """Sign everybody out, and withdraw every mailed link; says so, or None where there were none.

    Who was signed out, or whose link was used, after the backup was made is not known to it.
    """
    moment = now()
    live = update(SignIn).where(SignIn.revoked_at.is_(None)).values(revoked_at=moment)
    is_open = (
        SingleUseToken.purpose != INVITATION,  # it opens an account that is not there yet
        SingleUseToken.used_at.is_(None),
        SingleUseToken.withdrawn_at.is_(None),
    )
    links = update(SingleUseToken).where(*is_open).values(withdrawn_at=moment)
    ended = [
        *session.scalars(live.returning(SignIn.id)),
        *session.scalars(links.returning(SingleUseToken.id)),
    ]
    if not ended:
        return None
    return "Everybody signs in anew, and links that were mailed open nothing any more."
