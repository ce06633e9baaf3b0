"""What each table knows of members: what an export gives, and what leaving takes away."""

from tribe.privacy.declared import (
    Erase,
    Erasing,
    Erasure,
    Impersonal,
    Lack,
    Leaver,
    Personal,
    Privacy,
    Seen,
    anonymise,
    declared_erasing,
    declared_tables,
    delete,
    init_app,
    keep,
)

__all__ = [
    "Erase",
    "Erasing",
    "Erasure",
    "Impersonal",
    "Lack",
    "Leaver",
    "Personal",
    "Privacy",
    "Seen",
    "anonymise",
    "declared_erasing",
    "declared_tables",
    "delete",
    "init_app",
    "keep",
]
