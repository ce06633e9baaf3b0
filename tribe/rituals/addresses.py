"""Addresses of rites."""


def recap_link(slug: str, enactment_id: int) -> str:
    """Where an entry of the chronicle of a rite stands."""
    return f"/rituals/{slug}#e-{enactment_id}"
