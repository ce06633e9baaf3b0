"""Interactions in a Parquet file, read a stretch of rows at a time; needs pyarrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os import PathLike

from tribe.graph.io.batches import Batch, Refusal, UnreadableFile, ahead
from tribe.speech import Message

STRETCH = 1 << 17  # rows of one batch


class Parquet:
    """A Parquet file as a source of batches; bad rows are gathered as it is read.

    Raises
    ------
    UnreadableFile
        pyarrow is not installed, the file is damaged, or a column is lacking.
    """

    def __init__(
        self, path: str | PathLike[str], progress: Callable[[int], None] | None = None
    ) -> None:
        try:
            import pyarrow.parquet as pq

            from tribe.graph.io.arrow import OPTIONAL, REQUIRED, Rows
        except ModuleNotFoundError as error:
            raise UnreadableFile(
                Message(
                    "Parquet files need pyarrow: install tribe-community[columns].",
                )
            ) from error
        try:
            schema = pq.read_schema(path)
        except ValueError as error:  # which Arrow's errors are
            raise _damaged() from error
        self.refusals: list[Refusal] = []
        self._rows = Rows(schema, self.refusals, naive_is_utc=False)
        # nothing buffered ahead: it would hold the whole file
        self._file = pq.ParquetFile(path, read_dictionary=["kind"], pre_buffer=False)
        self.numbering = self._rows.numbering
        self._wanted = [name for name in (*REQUIRED, *OPTIONAL) if name in schema.names]
        self._progress = progress

    def __iter__(self) -> Iterator[Batch]:
        """The rows, a stretch at a time, the next decoded while the last are still at work."""
        try:
            for batch in ahead(self._decoded, room=16):
                yield batch
                if self._progress is not None:
                    self._progress(self._rows.read)
        except OSError as error:
            raise _damaged() from error

    def _decoded(self) -> Iterator[Batch]:
        for records in self._file.iter_batches(STRETCH, columns=self._wanted):
            yield self._rows.batch(records)


def _damaged() -> UnreadableFile:
    return UnreadableFile(
        Message(
            "The Parquet file is damaged or cut short.",
        )
    )
