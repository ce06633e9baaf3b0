"""What can go wrong in a way that a person should read about, as codes; words are for the edge."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple


class Fault(NamedTuple):
    """What is wrong with one value that was typed: a code, and what the words about it name."""

    code: str
    parameters: Mapping[str, object] = {}


class TribeError(Exception):
    """A refusal by its code, such as `forum.topic_closed`, and what the words about it name.

    Each feature has the words in its `refusals.py`; `tribe.web.errors.words` says them.
    """

    status: ClassVar[int] = 400

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        """The code with its parameters, for logs and tests."""
        named = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"{self.code} ({named})" if named else self.code


class Forbidden(TribeError):
    """This person may not do this."""

    status = 403


class SignInFirst(Forbidden):
    """Members may do this; a guest who opens its page is led to sign in, and back to it."""


class NotFound(TribeError):
    """There is nothing here, or nothing that this person may see."""

    status = 404


class RuleBroken(TribeError):
    """The act is well formed, but a rule of the house stands against it now."""

    status = 409


class TooOften(RuleBroken):
    """The same was done as often as it may be; `seconds` says after which it may be again."""

    status = 429

    def __init__(self, code: str, *, seconds: int, **parameters: object) -> None:
        super().__init__(code, seconds=seconds, **parameters)
        self.seconds = seconds


class Unavailable(TribeError):
    """What is needed is away or has too much to do; it may be tried again soon."""

    status = 503
