"""A conversation with the server that takes our mail, and what it answered, as a code.

What a server says besides its codes is never kept: it quotes the addresses of people.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from tribe.config import MailServer
from tribe.mail.composing import Envelope

CONNECTING = 10.0  # seconds
ASKING = 30.0  # for each answer
TAKING = 300.0  # for the answer to a whole message, which a server may look through first
ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")


NO_CONNECTION = "no_connection"
TIMEOUT = "timeout"
CLOSED = "closed"
NO_TLS = "no_tls"
NO_LOGIN = "no_login"
NO_UTF8 = "no_utf8"
BROKEN = (NO_CONNECTION, TIMEOUT, CLOSED, NO_TLS, NO_LOGIN)  # nothing more can be said


class Stage(StrEnum):
    """How far a conversation came; what is wrong before the recipient is wrong for every mail."""

    SERVER = "server"  # connecting, TLS, signing in, and our own address
    RECIPIENT = "recipient"
    MESSAGE = "message"


@dataclass(frozen=True)
class Answer:
    """What the server said last: its code, or a word of ours where it said nothing."""

    stage: Stage
    code: str  # "250", "550 5.1.1", or one of those below

    @property
    def is_taken(self) -> bool:
        """Whether the mail is the server's now."""
        return self.stage is Stage.MESSAGE and self.code.startswith("2")

    @property
    def is_final(self) -> bool:
        """Whether this mail is refused for good."""
        return self.stage is not Stage.SERVER and (self.code[0] == "5" or self.code == NO_UTF8)

    @property
    def is_trouble(self) -> bool:
        """Whether any other mail would fare the same now."""
        return self.stage is Stage.SERVER or self.code.startswith("421") or self.code in BROKEN


class _Ended(Exception):
    """The conversation cannot go on for this mail."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


class Connection:
    """A connection that is opened for the first mail and kept for those that follow."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._taken = 0  # mails of this connection

    def __enter__(self) -> "Connection":
        """Nothing is opened before there is something to send."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Say goodbye."""
        self.close()

    def send(self, envelope: Envelope) -> Answer:
        """Hand a mail over; what the server answered. Raises nothing that a server causes.

        A server that ends a connection after some mails is asked once more, by a new one.
        """
        was_used = self._taken > 0
        answer = self._send(envelope)
        if was_used and answer.is_trouble and answer.stage is not Stage.MESSAGE:
            answer = self._send(envelope)
        return answer

    def close(self) -> None:
        """End the connection, politely where the server still listens."""
        smtp, self._smtp, self._taken = self._smtp, None, 0
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if smtp.sock is not None:
                    smtp.sock.settimeout(CONNECTING)
                smtp.quit()
            smtp.close()

    def greet(self) -> Answer:
        """Connect and sign in, and no more."""
        try:
            self._opened()
        except _Ended as ended:
            return ended.answer
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return _broken(error, Stage.SERVER)
        return Answer(Stage.SERVER, "250")

    def _send(self, envelope: Envelope) -> Answer:
        stage = Stage.SERVER
        try:
            smtp = self._opened()
            options = _utf8_options(smtp) if envelope.is_utf8 else ()
            _check(smtp.mail(envelope.sender, options), stage)
            stage = Stage.RECIPIENT
            _check(smtp.rcpt(envelope.recipient), stage)
            stage = Stage.MESSAGE
            answer = _check(_data(smtp, envelope.to_bytes()), stage)
        except _Ended as ended:
            self._leave(ended.answer)
            return ended.answer
        except (smtplib.SMTPException, OSError, ValueError) as error:
            answer = _broken(error, stage)
            self._leave(answer)
            return answer
        self._taken += 1
        return answer

    def _opened(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = _connect(self.server)
            self._taken = 0
        return self._smtp

    def _leave(self, answer: Answer) -> None:
        """After a refusal: be ready for another mail, or drop what does not answer any more."""
        smtp = self._smtp
        if smtp is None:
            return
        if answer.code in BROKEN or answer.code.startswith("421"):
            self._smtp, self._taken = None, 0
            smtp.close()
            return
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._smtp, self._taken = None, 0
            smtp.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    smtp: smtplib.SMTP
    if server.tls == "tls":
        context = ssl.create_default_context()
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=CONNECTING, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=CONNECTING)
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(ASKING)
        _enter(smtp, server)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _enter(smtp: smtplib.SMTP, server: MailServer) -> None:
    """Encryption and a name, as the settings ask; nothing is said in the clear otherwise."""
    smtp.ehlo_or_helo_if_needed()
    if server.tls == "starttls":
        if not smtp.has_extn("starttls"):
            raise _Ended(Answer(Stage.SERVER, NO_TLS))
        _check(smtp.starttls(context=ssl.create_default_context()), Stage.SERVER)
        smtp.ehlo_or_helo_if_needed()
    if server.user is not None and server.password is not None:
        smtp.login(server.user, server.password)


def _data(smtp: smtplib.SMTP, message: bytes) -> tuple[int, bytes]:
    """The message up to the dot that hands it over, and the answer to it."""
    code, said = smtp.docmd("DATA")
    if code != 354:
        return code, said
    quoted = re.sub(rb"(?m)^\.", b"..", message)
    smtp.send(quoted + (b"" if quoted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
    if smtp.sock is not None:
        smtp.sock.settimeout(TAKING)
    answer = smtp.getreply()
    if smtp.sock is not None:
        smtp.sock.settimeout(ASKING)
    return answer


def _check(reply: tuple[int, bytes], stage: Stage) -> Answer:
    """The answer of a reply that lets the conversation go on; raises _Ended for another."""
    answer = Answer(stage, _code(*reply))
    if not 200 <= reply[0] < 300:
        raise _Ended(answer)
    return answer


def _utf8_options(smtp: smtplib.SMTP) -> tuple[str, ...]:
    if not smtp.has_extn("smtputf8"):
        raise _Ended(Answer(Stage.RECIPIENT, NO_UTF8))
    smtp.command_encoding = "utf-8"
    return ("SMTPUTF8", "BODY=8BITMIME")


def _broken(error: Exception, stage: Stage) -> Answer:
    return Answer(stage, _word(error))


def _word(error: Exception) -> str:
    """The code of what went wrong, or the word for it."""
    match error:
        case smtplib.SMTPResponseException():
            return _code(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return NO_LOGIN
        case ssl.SSLError():
            return NO_TLS
        case smtplib.SMTPServerDisconnected():
            return TIMEOUT if isinstance(error.__context__, TimeoutError) else CLOSED
        case TimeoutError():
            return TIMEOUT
        case ConnectionResetError() | BrokenPipeError():
            return CLOSED
        case _:
            return NO_CONNECTION


def _code(code: int, said: bytes | str) -> str:
    """The code of a reply, with the enhanced one (RFC 3463) where the server gives it."""
    if code < 200:
        return CLOSED  # what it says is no answer
    text = said.encode("utf-8", "replace") if isinstance(said, str) else said
    enhanced = ENHANCED.match(text)
    return f"{code} {enhanced[1].decode()}" if enhanced else str(code)
