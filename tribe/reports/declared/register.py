"""What all measures declare, in the order of their families."""

from collections.abc import Mapping
from types import MappingProxyType

from tribe.reports.declared import (
    climate,
    cohesion,
    equality,
    fidelity,
    health,
    influence,
    linking,
    newcomers,
    rituals,
    roles,
    ties,
)
from tribe.reports.declared.declaration import Declaration
from tribe.reports.declared.rules import NotPublishable

FAMILIES = (
    ties, cohesion, roles, influence, newcomers, rituals, linking, equality, climate, fidelity,
    health,
)  # fmt: skip

DECLARATIONS: Mapping[str, Declaration] = MappingProxyType(
    {declared.id: declared for family in FAMILIES for declared in family.DECLARED}
)


def declaration_of(id_: str) -> Declaration:
    """What a measure declares; raises NotPublishable where nobody has declared it."""
    if id_ not in DECLARATIONS:
        raise NotPublishable(f"{id_} declares nothing")
    return DECLARATIONS[id_]
