"""Rows of ties held by the executors in blocks, and rounds in which each block does its part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

SLOTS = 2_000_000  # about how many ties a block holds
_BLOCK = "first long, indptr binary, indices binary, weights binary"
_PART = "first long, found binary"
State = Mapping[str, NDArray[Any]]


class Block(NamedTuple):
    """The rows of the members from `first` on; indices are places in the whole."""

    first: int
    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def rows(self) -> slice:
        """The members of this block."""
        return slice(self.first, self.first + len(self.indptr) - 1)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many ties each row has."""
        return np.diff(self.indptr)

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of the slots' values in each row."""
        total = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(total[self.indptr[1:]] - total[self.indptr[:-1]])


Work = Callable[[Block, State], NDArray[np.float64]]


class Blocks:
    """A matrix in row blocks across the cluster.

    Parameters
    ----------
    rows : DataFrame
        ``row``, ``column`` long and ``weight`` double.
    n : int
    slots : int
        How many entries there are, from which the number of blocks follows.
    """

    def __init__(self, rows: DataFrame, n: int, slots: int) -> None:
        from pyspark.sql import functions as F

        self.n = n
        self._spark = rows.sparkSession
        least = self._spark.sparkContext.defaultParallelism
        parts = max(1, min(n, max(least, -(-slots // SLOTS))))
        self._width = -(-n // parts) if n else 1
        width = self._width
        block = F.floor(F.col("row") / width).cast("int")
        self._held = (
            rows.select(block.alias("block"), "row", "column", "weight")
            .repartition(parts, "block")
            .sortWithinPartitions("row", "column")
            .mapInArrow(lambda batches: _pack(batches, width, n), _BLOCK)
            .persist()
        )

    def round(self, work: Work, **state: NDArray[Any]) -> NDArray[np.float64]:
        """(n,) what `work` finds for the rows of each block, given this state of all members.

        Members without a row get 0. `work` runs on the executors: it must be a plain function
        of a block and the state.
        """
        sent = self._spark.sparkContext.broadcast(state)
        found = np.zeros(self.n)
        parts = self._held.mapInArrow(lambda batches: _work(batches, work, sent), _PART).toArrow()
        for first, part in zip(parts.column("first"), parts.column("found"), strict=True):
            values = np.frombuffer(part.as_buffer(), dtype=np.float64)
            found[first.as_py() : first.as_py() + len(values)] = values
        sent.destroy()
        return found

    def close(self) -> None:
        """Let the executors forget the blocks."""
        self._held.unpersist()


def _pack(
    batches: Iterator[pyarrow.RecordBatch], width: int, n: int
) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow as pa

    held = [batch for batch in batches if batch.num_rows]
    if not held:
        return
    table = pa.Table.from_batches(held)
    block = table.column("block").to_numpy()
    row = table.column("row").to_numpy()
    column, weight = table.column("column").to_numpy(), table.column("weight").to_numpy()
    for number in np.unique(block):
        mine = block == number
        first = int(number) * width
        size = min(width, n - first)
        indptr = np.searchsorted(row[mine], np.arange(first, first + size + 1)).astype(np.int64)
        columns = (indptr, column[mine].astype(np.int64), weight[mine].astype(np.float64))
        yield pa.RecordBatch.from_pydict(
            {
                "first": pa.array([first], pa.int64()),
                **{
                    name: pa.array([values.tobytes()], pa.binary())
                    for name, values in zip(("indptr", "indices", "weights"), columns, strict=True)
                },
            }
        )


def _work(
    batches: Iterator[pyarrow.RecordBatch], work: Work, sent: Any
) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow as pa

    for batch in batches:
        for row in batch.to_pylist():
            block = Block(
                row["first"],
                np.frombuffer(row["indptr"], dtype=np.int64),
                np.frombuffer(row["indices"], dtype=np.int64),
                np.frombuffer(row["weights"], dtype=np.float64),
            )
            found = np.ascontiguousarray(work(block, sent.value), dtype=np.float64)
            yield pa.RecordBatch.from_pydict(
                {
                    "first": pa.array([block.first], pa.int64()),
                    "found": pa.array([found.tobytes()], pa.binary()),
                }
            )
