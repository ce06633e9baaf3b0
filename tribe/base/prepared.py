"""Statements that are made once and asked often, with little between them and the driver.

What SQLAlchemy does for each execution (looks its compiled words up, collects parameters, makes a
context and a result) costs three times what SQLite takes to find a row. All of it is the same
each time for a statement that is kept, so it is done once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Executable, Row, TupleType
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
    """A statement for one dialect, made ready by what its first execution tells of its columns."""

    def __init__(
        self,
        columns: Iterable[ColumnElement[Any]],
        names: Iterable[str],
        compiled: SQLCompiler,
        dialect: Dialect,
    ) -> None:
        self.compiled, self.dialect = compiled, dialect
        binds = compiled.binds.items()
        self.fixed = {name: bound.effective_value for name, bound in binds if not bound.required}
        self.fixed |= {one.key: cast("Any", one.default).arg for one in compiled.insert_prefetch}
        self.lists = tuple(name for name, bound in binds if bound.expanding)
        self._words: dict[tuple[int, ...], Words] = {}
        self._columns, names = tuple(columns), list(names)
        self._metadata = SimpleResultMetaData(names)
        self._places: Any = {name: place for place, name in enumerate(names)}
        self._changes: Any = None

    def _described(self, description: Sequence[Sequence[Any]]) -> list[Any]:
        """How the driver's values become ours: it says of which types of its own they are."""
        return [
            column.type.dialect_impl(self.dialect).result_processor(self.dialect, told[1])
            for column, told in zip(self._columns, description, strict=True)
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
            found = cursor.fetchall() if self._columns else ()
        except self.dialect.loaded_dbapi.Error as error:
            raise self._wrapped(connection, words.text, error) from error
        if self._changes is None:
            self._changes = self._described(cursor.description) if self._columns else []
        for listener in connection.dispatch.after_cursor_execute:
            listener(connection, cursor, words.text, bound, None, False)
        cursor.close()
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
        return _rows_of(connection.execute(self.statement, given))


def _rows_of(result: CursorResult[Any]) -> Sequence[Row[Any]]:
    return result.all() if result.returns_rows else ()


def _prepare_writing(
    statement: Any, dialect: Dialect, given: Mapping[str, Any]
) -> Prepared | Ordinary:
    compiled = statement.compile(dialect=dialect, column_keys=list(given))
    computed = [one for one in compiled.insert_prefetch if not one.default.is_scalar]
    if computed or compiled.update_prefetch:
        return Ordinary(statement)  # it has values that are made anew for each row
    columns = [*getattr(statement, "exported_columns", ())]  # of what it returns
    return Prepared(columns, [column.key for column in columns], compiled, dialect)


def _prepare(statement: Any, dialect: Dialect, names: Iterable[str]) -> Prepared | Ordinary:
    compiled = statement.compile(dialect=dialect)
    is_said_anew = any(
        isinstance(bound.type, TupleType)
        or (bound.required and bound in compiled.literal_execute_params)
        for bound in compiled.binds.values()
    )
    if is_said_anew:
        return Ordinary(statement)
    return Prepared(statement.selected_columns, names, compiled, dialect)


class Known:
    """Statements by themselves; one that is asked for a second time is prepared."""

    def __init__(self) -> None:
        self._prepared: WeakKeyDictionary[Any, dict[Any, Prepared | Ordinary | None]]
        self._prepared = WeakKeyDictionary()

    def _known_of(self, statement: Executable) -> dict[Any, Prepared | Ordinary | None]:
        """What is prepared of a statement, by dialect and by what it writes."""
        of = self._prepared.get(statement)
        if of is None:
            of = self._prepared[statement] = {}
        return of

    def execute(
        self, connection: Connection, statement: Executable, given: Mapping[str, Any]
    ) -> Sequence[Row[Any]]:
        """The rows of a statement."""
        of = self._known_of(statement)
        dialect = connection.dialect
        prepared = of.get(dialect.name)
        if prepared is not None:
            return prepared.execute(connection, given)
        result = connection.execute(statement, given)
        is_asked_again = dialect.name in of
        of[dialect.name] = _prepare(statement, dialect, result.keys()) if is_asked_again else None
        return result.all()

    def write(
        self, connection: Connection, statement: Executable, given: Mapping[str, Any]
    ) -> Sequence[Row[Any]]:
        """What an INSERT or an UPDATE of one row returns, if anything."""
        of = self._known_of(statement)
        dialect = connection.dialect
        key = (dialect.name, *given)
        prepared = of.get(key)
        if prepared is not None:
            return prepared.execute(connection, given)
        result = connection.execute(statement, given)
        if key in of:
            of[key] = _prepare_writing(statement, dialect, given)
        else:
            of[key] = None
        return _rows_of(result)


KNOWN = Known()
