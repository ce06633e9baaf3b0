"""When trust grows: pure answers about what a member did. Nothing here compares two members."""

from datetime import timedelta

from tribe.access import TrustLevel
from tribe.activity.taking_part import Part

KNOWN_AFTER, TRUSTED_AFTER = timedelta(days=2), timedelta(days=30)
RESTS = timedelta(days=90)  # after a fall, before trust grows again
# What each level asks for at least. The first needs no word said: whoever reads for some days is
# no program that came to sell. The second needs others who answer.
KNOWN = Part(days=3, read=5)
TRUSTED = Part(days=15, read=20, said=10, turned_to_by=5)
STEPS = {TrustLevel.NEW: TrustLevel.KNOWN, TrustLevel.KNOWN: TrustLevel.TRUSTED}
BELOW = {TrustLevel.TRUSTED: TrustLevel.KNOWN, TrustLevel.KNOWN: TrustLevel.NEW}


def grown(level: TrustLevel, part: Part, here_for: timedelta) -> TrustLevel | None:
    """The next level, where what was done is enough for it; None where it stays."""
    if level is TrustLevel.NEW:
        is_enough = here_for >= KNOWN_AFTER and _reaches(part, KNOWN)
    elif level is TrustLevel.KNOWN:
        is_enough = here_for >= TRUSTED_AFTER and _reaches(part, TRUSTED)
    else:
        return None
    return STEPS[level] if is_enough else None


def _reaches(part: Part, least: Part) -> bool:
    return (
        part.days >= least.days
        and part.read >= least.read
        and part.said >= least.said
        and part.turned_to_by >= least.turned_to_by
    )
