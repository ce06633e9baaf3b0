"""The demo: a believable tribe to look at."""

from tribe.base.commands import CommandAt
from tribe.feature import Feature

FEATURE = Feature("demo", commands=[CommandAt("demo", "tribe.demo.commands:demo")])
