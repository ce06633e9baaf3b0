"""`tribe report` and `tribe measure`: the network report from a terminal."""

from tribe.reports.commands.measure import measure
from tribe.reports.commands.report import report

__all__ = ["measure", "report"]
