"""Importers: communities that come from elsewhere."""

from tribe.base.commands import CommandAt
from tribe.feature import Feature
from tribe.importers.personal import PERSONAL

FEATURE = Feature(
    "importers",
    personal=PERSONAL,
    commands=[CommandAt("import", "tribe.importers.commands:import_")],
)
