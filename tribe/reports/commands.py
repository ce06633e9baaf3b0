"""`tribe report` and `tribe measure`: the network report from a terminal."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask, render_template
from flask_babel import force_locale
from tqdm import tqdm

from tribe import __version__
from tribe.db import now, session
from tribe.graph import (
    Evidence,
    Interactions,
    Refusal,
    UnreadableFile,
    counts,
    counts_table,
    measure_all,
    read_interactions,
    report_json,
    table,
)
from tribe.graph.engine import NAME
from tribe.graph.report import lacking
from tribe.reports import making, reading
from tribe.reports.by_networkx import ENGINE, with_networkx
from tribe.reports.charts import tribe_map
from tribe.reports.evidence import gather
from tribe.reports.models import Snapshot
from tribe.reports.queries import natural_end
from tribe.reports.text import as_text

LANGUAGES = click.Choice(["en", "fr"])
SHOWN_REFUSALS = 20


class Day(click.ParamType[datetime]):
    """A day, or a moment with its zone."""

    name = "date"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> datetime:
        """Read ISO 8601; a time without a zone is UTC."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2026-11-22", parameter, context)
        if not 1970 < moment.year < 2200:
            self.fail(f"{value!r} lies outside the years that are measured", parameter, context)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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


@click.command()
@click.option("--since", type=Day(), help="From this day on; default: from the beginning.")
@click.option(
    "--until",
    type=Day(),
    help="Up to and including this day; default: until now, or until the tribe fell silent.",
)
@click.option(
    "--format", "kind", type=click.Choice(["json", "html", "text"]), default="text",
    show_default=True,
)  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--language", type=LANGUAGES, help="For html and text; default: the tribe's.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--nulls", type=click.IntRange(1, 100_000), default=making.NULLS, show_default=True)
@click.option(
    "--bootstraps", type=click.IntRange(1, 100_000), default=making.BOOTSTRAPS, show_default=True
)
@click.pass_obj
def report(
    ready_app: Callable[[], Flask],
    since: datetime | None,
    until: datetime | None,
    kind: str,
    out: Path | None,
    language: str | None,
    seed: int,
    nulls: int,
    bootstraps: int,
) -> None:
    """The network report of the tribe in the database; it passes the same gate as the page.

    The report is printed and not kept: analysts ask for theirs at /reports, where it is logged.
    """
    if until is not None and until.time() == datetime.min.time():
        until += timedelta(days=1)
    if since is not None and since >= (until or now()):
        raise click.UsageError("--since must lie before --until")
    app = ready_app()
    with app.app_context(), bar("measuring") as reach:
        end = until or natural_end()
        gathered, name = gather(since, end), making.tribe_name()
        session.rollback()
        made = making.make(
            name, gathered, seed=seed, nulls=nulls, bootstraps=bootstraps,
            progress=lambda share, _label: reach(share),
        )  # fmt: skip
    if kind == "json":
        write(plain(made.document), out)
        return
    snapshot = Snapshot(
        since=since, until=end, created_at=now(), seed=seed, purpose="",
        document=made.document, drawing=made.drawing,
    )  # fmt: skip
    with app.test_request_context(), force_locale(language or app.config["DEFAULT_LOCALE"]):
        write(as_text(made.document) if kind == "text" else as_page(snapshot), out)
        session.rollback()


def as_page(snapshot: Snapshot) -> str:
    """One HTML file that needs nothing else."""
    drawing = (snapshot.drawing or {}).get("map")
    page = render_template(
        "reports/printed.html",
        snapshot=snapshot,
        sections=reading.read(snapshot, None),
        drawing=drawing,
        map_svg=tribe_map.draw(tribe_map.title_of(drawing), drawing) if drawing else "",
    )
    return page.replace("</head>", f"<style>{built_styles()}</style>\n</head>", 1)


def built_styles() -> str:
    """The style sheet's text, or none where the styles have not been built."""
    from tribe.look.assets import NotBuilt, built_folder, read_manifest

    try:
        return (built_folder() / read_manifest(built_folder())["app.css"]).read_text("utf-8")
    except (NotBuilt, OSError, KeyError):
        return ""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format", "kind", type=click.Choice(["json", "text"]), default="text", show_default=True
)
@click.option(
    "--engine", type=click.Choice(["auto", "networkx"]), default="auto", show_default=True,
    help="networkx: its own values where it has the measure; the rest compiled, as in auto.",
)  # fmt: skip
@click.option("--language", type=LANGUAGES, default="en", show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--nulls", type=click.IntRange(1, 100_000), default=making.NULLS, show_default=True)
@click.option(
    "--bootstraps", type=click.IntRange(1, 100_000), default=making.BOOTSTRAPS, show_default=True
)
def measure(
    file: Path, kind: str, engine: str, language: str, seed: int, nulls: int, bootstraps: int
) -> None:
    """The same measures on a plain interactions FILE.

    CSV, .csv.gz, SNAP's bare u v unixtime, or Parquet. Bad lines are named by number and the
    rest is measured; measures for which the file does not hold enough are listed at the end.
    """
    began = time.monotonic()
    interactions, refusals = read(file, language)
    evidence = Evidence(interactions)
    with bar("measuring") as reach:
        results = measure_all(
            evidence, seed=seed, nulls=nulls, bootstraps=bootstraps,
            progress=lambda done, total, at_work: reach(done / max(total, 1), at_work),
        )  # fmt: skip
    if engine == "networkx":
        results = with_networkx(evidence, results)
    provenance = {
        "engine": NAME if engine == "auto" else f"{ENGINE}+{NAME}",
        "version": __version__,
        "seed": seed,
        "seconds": round(time.monotonic() - began, 1),
        "nulls": nulls,
        "bootstraps": bootstraps,
        "refused_lines": len(refusals),
    }
    found = counts(interactions)
    if kind == "json":
        document = report_json(file.name, evidence, results, provenance)
        click.echo(plain(document | {"network": found, "not_enough": lacking(results)}))
        return
    click.echo(counts_table(found))
    click.echo(table(results, language))


def read(file: Path, language: str) -> tuple[Interactions, list[Refusal]]:
    """The file's interactions; lines that were refused are named on stderr."""
    try:
        with counter("reading", "lines") as shown:
            interactions, refusals = read_interactions(file, shown)
    except UnreadableFile as error:
        raise click.ClickException(error.words.said_in(language)) from error
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error
    for refusal in refusals[:SHOWN_REFUSALS]:
        click.echo(f"{file}:{refusal.line}: {refusal.reason.said_in(language)}", err=True)
    if len(refusals) > SHOWN_REFUSALS:
        click.echo(f"{file}: {len(refusals) - SHOWN_REFUSALS} more lines were refused", err=True)
    return interactions, refusals
