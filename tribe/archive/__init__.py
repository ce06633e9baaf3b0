"""A whole tribe as one file or one folder: backup and restore, export and import."""

from tribe.archive.declared import init_app

__all__ = ["init_app"]
