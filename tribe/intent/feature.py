"""The statements of what the brand begins: their words, and why something waits for them."""

from tribe.feature import Feature
from tribe.intent.labels import FILTERS
from tribe.intent.refusals import REFUSALS

FEATURE = Feature("intent", labels=FILTERS, refusals=REFUSALS)
