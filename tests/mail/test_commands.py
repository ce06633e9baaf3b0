"""What an operator does with mail from a terminal."""

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.mail.conftest import send_all, use
from tests.mail.kinds import TOKEN
from tests.mail.servers import Mailbox
from tribe import mail
from tribe.base.db import session
from tribe.config import MailServer
from tribe.mail import Recipient, sending
from tribe.postmaster.commands import mail as command


def run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=lambda: app)


@pytest.fixture
def failed(postal: Flask, box: Mailbox) -> int:
    """The number of a mail to a mailbox that is not there."""
    box.answers["dov@example.invalid"] = "550 5.1.1 no"
    written = mail.enqueue(TOKEN, Recipient("dov@example.invalid"), token="word")
    assert written is not None
    session.commit()
    send_all()
    box.answers.clear()
    return written.id


def test_mails_are_listed_with_what_became_of_them(postal: Flask, failed: int) -> None:
    said = run(postal, "list", "--state", "failed")
    first, last = said.stdout.splitlines()
    assert first.startswith(f"{failed}\ttest.token\tfailed\t1\t")
    assert first.endswith("\tdov@example.invalid\t550 5.1.1")
    assert last == "1 failed"
    assert run(postal, "list", "--state", "sent").stdout == "1 failed\n"


def test_a_mail_is_tried_again_once_its_address_is_in_use(
    postal: Flask, failed: int, box: Mailbox
) -> None:
    assert run(postal, "unpause", "dov@example.invalid").exit_code == 0
    assert run(postal, "unpause", "dov@example.invalid").exit_code == 1
    assert run(postal, "retry", str(failed)).output == f"Mail {failed} is tried again.\n"
    send_all()
    assert box.recipients == ["dov@example.invalid"]
    refused = run(postal, "retry", str(failed))
    assert (refused.exit_code, "can be decided on" in refused.output) == (1, True)


def test_all_are_decided_on_or_none(postal: Flask, failed: int) -> None:
    assert run(postal, "discard", str(failed), "999").exit_code == 1
    assert run(postal, "discard", str(failed)).exit_code == 0


def test_a_mail_that_has_not_left_is_shown(postal: Flask, failed: int, box: Mailbox) -> None:
    assert "https://hall.example/reset/word" in run(postal, "show", str(failed)).output
    run(postal, "discard", str(failed))
    assert run(postal, "show", str(failed)).exit_code == 1


def test_a_test_message_tells_what_the_server_said(postal: Flask, box: Mailbox) -> None:
    said = run(postal, "test", "ada@example.invalid")
    assert (said.exit_code, "250 2.0.0" in said.output) == (0, True)
    assert len(box.taken) == 1
    box.answers["ada@example.invalid"] = "550 5.7.1 no"
    said = run(postal, "test", "ada@example.invalid")
    assert (said.exit_code, "550 5.7.1" in said.output) == (1, True)
    assert run(postal, "test", "nobody").exit_code == 1


def test_a_test_message_tells_why_none_leaves(postal: Flask) -> None:
    use(postal, MailServer("127.0.0.1", 9, "none"))
    said = run(postal, "test", "ada@example.invalid")
    assert (said.exit_code, "no_connection" in said.output) == (1, True)
    postal.extensions.pop(sending.EXTENSION)
    use(postal, None)
    said = run(postal, "test", "ada@example.invalid")
    assert (said.exit_code, "TRIBE_MAIL_URL" in said.output) == (1, True)
