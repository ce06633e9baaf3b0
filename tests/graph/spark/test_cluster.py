"""A small standalone cluster on this machine: a master, two workers, and the real command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import networkx as nx
import pytest
from click.testing import CliRunner

from tests.graph.spark.conftest import QUICK, SMALL
from tests.serving import begin
from tribe.cli import main
from tribe.graph import Ties, read_interactions

PATIENCE = 120.0
TRIBE = (sys.executable, "-c", "from tribe.cli import main; main()")


def listening(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    """What the pattern finds in a log, once it is there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found.group(1)
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-2000:]
        time.sleep(0.2)
    raise AssertionError(f"nothing like {pattern} in {log}")


class Cluster(NamedTuple):
    """Where the master answers, and the logs of the workers."""

    address: str
    workers: list[Path]


@pytest.fixture(scope="module")
def cluster(spark_here: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers of one core each."""
    import pyspark

    home = Path(pyspark.__file__).parent
    place = tmp_path_factory.mktemp("cluster")
    environment = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(place),
        "SPARK_LOCAL_DIRS": str(place),
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> tuple[Path, subprocess.Popen[bytes]]:
        log = place / f"{name}.log"
        with log.open("wb") as out:
            command = [str(home / "bin" / "spark-class"), *arguments]
            process = begin(command, environment, stdout=out, stderr=out)
        running.append(process)
        return log, process

    try:
        names = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        log, master = start("master", "org.apache.spark.deploy.master.Master", *names)
        address = listening(log, r"Starting Spark master at (spark://127\.0\.0\.1:\d+)", master)
        worker = "org.apache.spark.deploy.worker.Worker"
        size = ("--cores", "1", "--memory", "700m")
        begun = [start(f"worker{number}", worker, *names, *size, address) for number in (1, 2)]
        for log, process in begun:
            listening(log, r"(Successfully registered with master)", process)
        workers = [log for log, _process in begun]
        yield Cluster(address, workers)
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(timeout=30)


def test_the_command_on_the_cluster(cluster: Cluster, acts_file: Path) -> None:
    settings = {**SMALL, "spark.executor.memory": "500m", "spark.executor.extraJavaOptions": QUICK}
    done = subprocess.run(
        [*TRIBE, "measure", str(acts_file), "--engine", "spark", "--format", "json"]
        + ["--master", cluster.address],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_SUBMIT_ARGS": " ".join(
                [f"--driver-java-options '{QUICK}'"]
                + [f"--conf '{key}={value}'" for key, value in settings.items()]
                + ["pyspark-shell"]
            ),
        },
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for log in cluster.workers:
        assert "Asked to launch executor" in log.read_text(encoding="utf-8", errors="replace")
    document = json.loads(done.stdout)
    interactions, refusals = read_interactions(acts_file)
    ties = Ties.from_interactions(interactions)
    graph = ties.to_networkx()
    pairs = nx.Graph(graph.to_undirected())
    assert document["counts"] == {
        "members": len(interactions.members),
        "interactions": len(interactions),
        "refused": len(refusals),
        "ties": len(ties),
        "dyads": pairs.number_of_edges(),
    }
    values = {id_: measure["value"] for id_, measure in document["measures"].items()}
    assert values["reciprocity_of_ties"] == pytest.approx(nx.overall_reciprocity(graph), abs=1e-6)
    assert values["transitivity"] == pytest.approx(nx.transitivity(pairs), abs=1e-6)
    assert values["core_depth"] == max(nx.core_number(pairs).values())
    assert values["effective_ranks"] == pytest.approx(
        1 / sum(rank**2 for rank in nx.pagerank(graph).values()), rel=1e-6
    )
    assert document["provenance"]["engine"] == "spark"


def test_what_the_command_refuses(acts_file: Path) -> None:
    def said(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["measure", *arguments])
        return done.exit_code, done.stderr

    code, words = said("nowhere.csv", "--engine", "spark")
    assert (code, "there is no file" in words) == (2, True)
    code, words = said(str(acts_file), "--master", "local[1]")
    assert (code, "--engine spark" in words) == (2, True)
    code, words = said(str(acts_file), "--engine", "spark", "--query", "SELECT 1")
    assert (code, "go together" in words) == (2, True)
