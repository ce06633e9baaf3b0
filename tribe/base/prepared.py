"""Statements that are made once and asked often, with little between them and the driver.

What SQLAlchemy does for each execution (looks its compiled words up, collects parameters, makes a
context and a result) costs three times what SQLite takes to find a row. All of it is the same
each time for a statement that is kept, so it is done once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Executable, Row, TupleType
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Change = Callable[[Any], Any] | None
Value = tuple[str, int | None, Change]  # which parameter, which of its values, how it is changed


class Words:
    """What is said to the driver for lists of certain lengths, and how its values are found."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect, given: Mapping[str, Any]) -> None:
        state = compiled.construct_expanded_state(given)
        self.text = state.statement
        self.is_positional = state.positiontup is not None
        self.names = tuple(state.positiontup or state.parameters)
        of = {
            each: (name, place)
            for name, names in state.parameter_expansion.items()
            for place, each in enumerate(names)
        }
        self.values: list[Value] = []
        for name in self.names:
            whole, place = of.get(name, (name, None))
            kind = compiled.binds[whole].type.dialect_impl(dialect)
            self.values.append((whole, place, kind.bind_processor(dialect)))

    def bind(self, given: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them; raises KeyError for one that is missing."""
        found = []
        for name, place, change in self.values:
            value = given[name] if place is None else given[name][place]
            found.append(value if change is None else change(value))
        return tuple(found) if self.is_positional else dict(zip(self.names, found, strict=True))


class Prepared:
    """A statement for one dialect, made ready by what its first execution told of its columns."""

    def __init__(
        self, statement: Any, compiled: SQLCompiler, dialect: Dialect, first: CursorResult[Any]
    ) -> None:
        self.compiled, self.dialect = compiled, dialect
        binds = compiled.binds.items()
        self.fixed = {name: bound.effective_value for name, bound in binds if not bound.required}
        self.lists = tuple(name for name, bound in binds if bound.expanding)
        self._words: dict[tuple[int, ...], Words] = {}
        names = list(first.keys())
        self._metadata = SimpleResultMetaData(names)
        self._places = {name: place for place, name in enumerate(names)}
        self._changes = [
            column.type.dialect_impl(dialect).result_processor(dialect, told[1])
            for column, told in zip(
                statement.selected_columns, first.cursor.description, strict=True
            )
        ]

    def execute(self, connection: Connection, given: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """The rows; raises what an execution by the connection raises."""
        known = {**self.fixed, **given}
        lengths = tuple([len(known[name]) for name in self.lists])
        words = self._words.get(lengths)
        if words is None:
            words = self._words[lengths] = Words(self.compiled, self.dialect, known)
        bound = words.bind(known)
        cursor: Any = connection.connection.cursor()
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, words.text, bound, None, False)
        try:
            cursor.execute(words.text, bound)
            found = cursor.fetchall()
            cursor.close()
        except self.dialect.loaded_dbapi.Error as error:
            raise self._wrapped(connection, words.text, error) from error
        metadata, changes, places = self._metadata, self._changes, self._places
        return [Row(metadata, changes, places, row) for row in found]

    def _wrapped(self, connection: Connection, words: str, error: Exception) -> BaseException:
        driver: Any = connection.connection.dbapi_connection
        is_cut = self.dialect.is_disconnect(cast("Any", error), driver, None)
        if is_cut:
            connection.invalidate(error)
        kind = cast("Any", self.dialect.loaded_dbapi.Error)
        return DBAPIError.instance(
            words,
            None,
            error,
            kind,
            hide_parameters=True,
            connection_invalidated=is_cut,
            dialect=self.dialect,
        )


class Ordinary:
    """A statement that SQLAlchemy has to say anew each time."""

    def __init__(self, statement: Executable) -> None:
        self.statement = statement

    def execute(self, connection: Connection, given: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """The rows, as an execution by the connection has them."""
        return connection.execute(self.statement, given).all()


def _prepare(statement: Any, dialect: Dialect, first: CursorResult[Any]) -> Prepared | Ordinary:
    compiled = statement.compile(dialect=dialect)
    is_said_anew = any(
        isinstance(bound.type, TupleType)
        or (bound.required and bound in compiled.literal_execute_params)
        for bound in compiled.binds.values()
    )
    if is_said_anew:
        return Ordinary(statement)
    return Prepared(statement, compiled, dialect, first)


class Known:
    """Statements by themselves; one that is asked for a second time is prepared."""

    def __init__(self) -> None:
        self._prepared: WeakKeyDictionary[Any, dict[str, Prepared | Ordinary | None]]
        self._prepared = WeakKeyDictionary()

    def execute(
        self, connection: Connection, statement: Executable, given: Mapping[str, Any]
    ) -> Sequence[Row[Any]]:
        """The rows of a statement."""
        of = self._prepared.get(statement)
        if of is None:
            of = self._prepared[statement] = {}
        dialect = connection.dialect
        prepared = of.get(dialect.name)
        if prepared is not None:
            return prepared.execute(connection, given)
        result = connection.execute(statement, given)
        is_asked_again = dialect.name in of
        of[dialect.name] = _prepare(statement, dialect, result) if is_asked_again else None
        return result.all()


KNOWN = Known()
