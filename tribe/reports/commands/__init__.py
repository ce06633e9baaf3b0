"""`tribe report`: the network report from a terminal."""

from tribe.reports.commands.report import report

__all__ = ["report"]
