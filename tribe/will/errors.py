"""Why something sealed cannot be opened, in words for whoever holds it."""


class WillError(RuntimeError):
    """What was asked was not done; the message says why, and quotes no secret."""
