"""What can go wrong in a way that a person should read about."""

from typing import ClassVar


class TribeError(Exception):
    """A refusal with words for the reader; `message` is already in their language."""

    status: ClassVar[int] = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Forbidden(TribeError):
    """This person may not do this."""

    status = 403


class NotFound(TribeError):
    """There is nothing here, or nothing that this person may see."""

    status = 404


class RuleBroken(TribeError):
    """The act is well formed, but a rule of the house stands against it now."""

    status = 409
