"""`tribe report`: the network report of the tribe in the database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask, render_template
from flask_babel import force_locale

from tribe.base.db import now, session
from tribe.graph.running import BOOTSTRAPS, NULLS
from tribe.graph.showing import LANGUAGES, bar, plain, write
from tribe.reports.build import bases, document
from tribe.reports.build.basis import Beside, basis_of
from tribe.reports.build.weeks import whole_weeks
from tribe.reports.figures.charts import tribe_map
from tribe.reports.gather.evidence import Gathered, gather
from tribe.reports.models import Snapshot
from tribe.reports.requests.looks import note_print
from tribe.reports.requests.queries import natural_end
from tribe.reports.show import present
from tribe.reports.show.text import as_json, as_text


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
@click.option("--nulls", type=click.IntRange(1, 100_000), default=NULLS, show_default=True)
@click.option(
    "--bootstraps", type=click.IntRange(1, 100_000), default=BOOTSTRAPS, show_default=True
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

    The report is printed and not kept, and the log at /reports/log says so: analysts ask for
    theirs at /reports.
    It covers whole weeks, and is refused where it could be subtracted from another report.
    """
    if until is not None and until.time() == datetime.min.time():
        until += timedelta(days=1)
    if since is not None and since >= (until or now()):
        raise click.UsageError("--since must lie before --until")
    app = ready_app()
    with app.app_context(), bar("measuring") as reach:
        since, end = whole_weeks(since, until or natural_end(), now())
        if since is not None and since >= end:
            raise click.ClickException("a report covers whole weeks, and none of these is over")
        gathered, name = gather(since, end), document.tribe_name()
        stand_alone(gathered)
        made = document.make(
            name, gathered, seed=seed, nulls=nulls, bootstraps=bootstraps,
            progress=lambda share, _label: reach(share),
        )  # fmt: skip
        note_print(since, end)
        session.commit()
    if kind == "json":
        write(plain(as_json(made.document, made.drawing)), out)
        return
    snapshot = Snapshot(
        since=since, until=end, created_at=now(), seed=seed, purpose="",
        document=made.document, drawing=made.drawing,
    )  # fmt: skip
    with app.test_request_context(), force_locale(language or app.config["DEFAULT_LOCALE"]):
        write(as_text(made.document) if kind == "text" else as_page(snapshot), out)
        session.rollback()


def stand_alone(gathered: Gathered) -> None:
    """Keep what the report is made from; refuses one that fewer than ten members tell from another.

    The same data may be printed again, as the same report.
    """
    standing = bases.admit(basis_of(gathered))
    session.commit()
    if standing is not None and standing.beside is Beside.CLOSE:
        where = f": read /reports/{standing.snapshot.id}" if standing.snapshot else ""
        raise click.ClickException(
            "fewer than ten members tell this report from one that was made before" + where
        )


def as_page(snapshot: Snapshot) -> str:
    """One HTML file that needs nothing else."""
    drawing = (snapshot.drawing or {}).get("map")
    page = render_template(
        "reports/printed.html",
        snapshot=snapshot,
        sections=present.read(snapshot, None),
        drawing=drawing,
        map_svg=tribe_map.draw(tribe_map.title_of(drawing), drawing) if drawing else "",
    )
    return page.replace("</head>", f"<style>{built_styles()}</style>\n</head>", 1)


def built_styles() -> str:
    """The style sheet's text, or none where the styles have not been built."""
    from tribe.web.design.assets import NotBuilt, built_folder, read_manifest

    try:
        return (built_folder() / read_manifest(built_folder())["app.css"]).read_text("utf-8")
    except (NotBuilt, OSError, KeyError):
        return ""
