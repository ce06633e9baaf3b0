"""`tribe measure`: the same measures on a plain file, here or across a cluster."""

import time
from pathlib import Path

import click

from tribe import __version__
from tribe.graph import (
    Evidence,
    Interactions,
    Refusal,
    UnreadableFile,
    counts_table,
    measure_all,
    read_interactions,
    report_json,
    table,
)
from tribe.graph.counts import counts
from tribe.graph.engine import NAME
from tribe.graph.report import lacking
from tribe.graph.running import BOOTSTRAPS, NULLS
from tribe.graph.showing import LANGUAGES, bar, counter, plain
from tribe.speech import Message

SHOWN_REFUSALS = 20
NOTHING_LEFT = Message("every line was refused")
NOTHING_THERE = Message("no line holds an interaction: there is nothing to measure")


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--format", "kind", type=click.Choice(["json", "text"]), default="text", show_default=True
)
@click.option(
    "--engine", type=click.Choice(["auto", "networkx", "spark"]), default="auto", show_default=True,
    help="networkx: its own values where it has the measure; the rest compiled, as in auto. "
    "spark: the measures that distribute, on a cluster.",
)  # fmt: skip
@click.option("--master", help="With spark: local[2], spark://host:7077 …; default: local[*].")
@click.option("--query", help="With spark, when FILE is a jdbc: address: what to select.")
@click.option("--language", type=LANGUAGES, default="en", show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--nulls", type=click.IntRange(1, 100_000), default=NULLS, show_default=True)
@click.option(
    "--bootstraps", type=click.IntRange(1, 100_000), default=BOOTSTRAPS, show_default=True
)
def measure(
    file: str,
    kind: str,
    engine: str,
    master: str | None,
    query: str | None,
    language: str,
    seed: int,
    nulls: int,
    bootstraps: int,
) -> None:
    """The same measures on a plain interactions FILE.

    A table (CSV), SNAP's bare u v unixtime, KONECT's u v w t, or Parquet; packed or not. Bad
    lines are named by number and the rest is measured; measures for which the file does not
    hold enough are listed at the end.
    With --engine spark FILE may also be a folder of Parquet, an address that the cluster can
    read, or a database (jdbc:… with --query).
    """
    if engine == "spark":
        across(file, kind, master, query, language)
        return
    if master or query:
        raise click.UsageError("--master and --query are for --engine spark")
    here(Path(file), kind, engine, language, seed, nulls, bootstraps)


def across(file: str, kind: str, master: str | None, query: str | None, language: str) -> None:
    """Measure on a cluster, or on Spark in this process."""
    from tribe.graph.spark import report as distributed
    from tribe.graph.spark.reading import read as read_across
    from tribe.graph.spark.session import LOCAL, SparkMissing, opened

    if file.startswith("jdbc:") != (query is not None):
        raise click.UsageError("a jdbc: address and --query go together")
    if "://" not in file and not file.startswith("jdbc:") and not Path(file).exists():
        raise click.UsageError(f"there is no file {file}")
    done: list[str] = []
    try:
        with bar("measuring") as reach, opened(master or LOCAL) as spark:

            def tick(id_: str) -> None:
                done.append(id_)
                reach(len(done) / distributed.PARTS, id_)

            document = distributed.measure(read_across(spark, file, query), tick)
    except (SparkMissing, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if not document["counts"]["interactions"]:
        words = NOTHING_LEFT if document["counts"]["refused"] else NOTHING_THERE
        raise click.ClickException(f"{file}: {words.said_in(language)}")
    document["tribe"] = Path(file).name if query is None else file
    document["provenance"]["version"] = __version__
    click.echo(plain(document) if kind == "json" else distributed.as_text(document, language))


def here(
    file: Path, kind: str, engine: str, language: str, seed: int, nulls: int, bootstraps: int
) -> None:
    """Measure in this process, every measure."""
    if not file.is_file():
        raise click.UsageError(f"there is no file {file}")
    began = time.monotonic()
    interactions, refusals = read(file, language)
    evidence = Evidence(interactions)
    with bar("measuring") as reach:
        results = measure_all(
            evidence, seed=seed, nulls=nulls, bootstraps=bootstraps,
            progress=lambda done, total, at_work: reach(done / max(total, 1), at_work),
        )  # fmt: skip
    engines = NAME
    if engine == "networkx":
        from tribe.graph.by_networkx import ENGINE, with_networkx

        results, engines = with_networkx(evidence, results), f"{ENGINE}+{NAME}"
    provenance = {
        "engine": engines,
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
    if not len(interactions):
        words = NOTHING_LEFT if refusals else NOTHING_THERE
        raise click.ClickException(f"{file}: {words.said_in(language)}")
    return interactions, refusals
