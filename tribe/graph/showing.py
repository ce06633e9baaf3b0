"""What the commands show: progress on a terminal, text and JSON."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from tribe.config import LOCALES

LANGUAGES = click.Choice(LOCALES)


@contextmanager
def bar(label: str) -> Iterator[Callable[..., None]]:
    """A progress bar on a terminal's stderr, and nothing in a pipe."""
    with tqdm(
        total=100, desc=label, unit="%", file=sys.stderr, leave=False, disable=None,
        bar_format="{desc} {bar} {n:.0f} %",
    ) as shown:  # fmt: skip

        def reach(share: float, at_work: str = "") -> None:
            shown.set_description_str(f"{label} {at_work}".strip(), refresh=False)
            shown.update(max(0.0, 100 * share - shown.n))

        yield reach


@contextmanager
def counter(label: str, unit: str) -> Iterator[Callable[[int], None]]:
    """How many were read so far, on a terminal's stderr, and nothing in a pipe."""
    with tqdm(desc=label, unit=f" {unit}", file=sys.stderr, leave=False, disable=None) as shown:

        def reach(number: int) -> None:
            shown.update(max(0, number - shown.n))

        yield reach


def write(text: str, out: Path | None) -> None:
    """Print, or write to a file."""
    if out is None:
        click.echo(text.rstrip("\n"))
        return
    try:
        out.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"cannot write {out}: {error.strerror}") from error


def plain(document: dict[str, Any]) -> str:
    """JSON that a person can read too; never NaN."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
