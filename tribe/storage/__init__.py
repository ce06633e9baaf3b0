"""Files by their digest: kept once, told of in a table, away when nothing refers to them."""

from tribe.storage.models import StoredFile
from tribe.storage.services import bring, hold, keep, keep_file, let_go, pieces, read, take_unused
from tribe.storage.store import Store, init_app, store

__all__ = [
    "Store",
    "StoredFile",
    "bring",
    "hold",
    "init_app",
    "keep",
    "keep_file",
    "let_go",
    "pieces",
    "read",
    "store",
    "take_unused",
]
