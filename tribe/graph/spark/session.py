"""One Spark session for one measurement, and its end."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LOCAL = "local[*]"
CONTAINER = Path("/sys/fs/cgroup/memory.max")  # where a container says how much it may hold
SETTINGS: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",  # what is collected grows with the members, within the heap
}


class SparkMissing(RuntimeError):
    """Spark cannot run here; the message says what to install."""


@contextmanager
def opened(
    master: str = LOCAL, settings: Mapping[str, str] | None = None
) -> Iterator[SparkSession]:
    """A session on a master (``local[2]``, ``spark://host:7077``, ``yarn`` …), stopped at the end.

    On a local master nothing listens beyond this machine.

    Raises
    ------
    SparkMissing
        There is no PySpark, no pandas or no Java.
    """
    try:
        import pandas  # noqa: F401 - what PySpark's Arrow functions ask for
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissing(
            "the Spark engine is not installed: pip install 'tribe-community[spark]'"
        ) from error
    if which("java") is None and "JAVA_HOME" not in os.environ:
        raise SparkMissing("Spark needs Java 17 or later; none was found")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    near = master.startswith("local") or "127.0.0.1" in master
    if near:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    logging.getLogger("py4j").setLevel(logging.ERROR)
    builder = SparkSession.builder.appName("tribe measure").master(master)
    own = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    for key, value in {**SETTINGS, **roomy(), **(own if near else {}), **(settings or {})}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def roomy() -> Mapping[str, str]:
    """Half of this machine's or container's memory, unless the environment names an amount.

    Spark would take one gigabyte. The driver runs here whatever the master is.
    """
    asked = os.environ.get("PYSPARK_SUBMIT_ARGS", "")
    if "SPARK_DRIVER_MEMORY" in os.environ or "driver-memory" in asked or "driver.memory" in asked:
        return {}
    most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if CONTAINER.exists() and (said := CONTAINER.read_text().strip()).isdigit():
        most = min(most, int(said))
    return {"spark.driver.memory": f"{most >> 21}m"}


def settled(rows: DataFrame) -> DataFrame:
    """The rows, worked out once and cut off from how they were made.

    Planning takes longer than the work when every step carries the plans of all before it.
    They are held by the executors, or in the context's checkpoint folder when it has one: then
    the loss of an executor costs time only.
    """
    from pyspark import StorageLevel

    if rows.sparkSession.sparkContext.getCheckpointDir() is not None:
        return rows.checkpoint()
    # packed: as objects, rows take several times the memory
    return rows.localCheckpoint(storageLevel=StorageLevel.MEMORY_AND_DISK)
