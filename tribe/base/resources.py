"""Folders that lie in the package when it is installed, else in the repository."""

from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def resource_dir(name: str) -> str:
    """The path of templates/, migrations/ or another folder that is shipped with the package."""
    inside = PACKAGE / name
    return str(inside if inside.is_dir() else PACKAGE.parent / name)
