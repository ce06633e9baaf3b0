"""What becomes of an address of mail when its member is erased: it is forgotten."""

from sqlalchemy import delete

from tribe.base.db import session
from tribe.mail.models import MailAddress
from tribe.privacy import Leaver


def erase(leaver: Leaver) -> None:
    """Forget the address, and with it each mail to it; the caller commits."""
    if leaver.email:
        session.execute(delete(MailAddress).where(MailAddress.address == leaver.email))
