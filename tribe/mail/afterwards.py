"""Asking for the job that sends, in the transaction of what is to be sent."""

from tribe import jobs
from tribe.base.db import session

SEND = "mail.send"
_ASKED_IN = "mail_asked_in"


def send_after_commit() -> None:
    """Have what is due sent after the commit; one job in a transaction, or in each savepoint."""
    held = session()
    within = held.get_nested_transaction() or held.get_transaction()
    if within is None or held.info.get(_ASKED_IN) is not within:
        jobs.enqueue(SEND)
        held.info[_ASKED_IN] = held.get_nested_transaction() or held.get_transaction()
