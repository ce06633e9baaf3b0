"""The archive: commands that keep and move a whole tribe."""

from tribe.base.commands import CommandAt
from tribe.feature import Feature

FEATURE = Feature(
    "archive",
    commands=[
        CommandAt("backup", "tribe.archive.commands:backup"),
        CommandAt("restore", "tribe.archive.commands:restore"),
        CommandAt("export", "tribe.archive.commands:export"),
    ],
)
