"""What people look for: one index, fed in the transaction of whatever changes a text."""

from tribe.search.declared import Document, Hit, Searchable, Tab, init_app, searchables
from tribe.search.frequency import count_soon, forget_gone
from tribe.search.indexing import answered, answered_each, changed, moved, placed, put
from tribe.search.rebuilding import begin_again

__all__ = [
    "Document",
    "Hit",
    "Searchable",
    "Tab",
    "answered",
    "answered_each",
    "begin_again",
    "changed",
    "count_soon",
    "forget_gone",
    "init_app",
    "moved",
    "placed",
    "put",
    "searchables",
]
