"""Graphs for networkx over arrays: the same words, without dictionaries."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, NoReturn, cast

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph import kernels

if TYPE_CHECKING:
    from tribe.graph.data.ties import Ties

    AnyGraph = nx.Graph[Any]
    AnyDiGraph = nx.DiGraph[Any]
else:
    AnyGraph, AnyDiGraph = nx.Graph, nx.DiGraph

Label = Hashable
FALLBACK_LIMIT = 100_000
_WHOLE = (int, np.bool_, np.integer)
_NUMBERS = (*_WHOLE, float, np.float16, np.float32, np.float64)


#: Whole numbers from here on are no longer told apart as floats.
EXACT = 2**53
#: What networkx's functions read of a graph; a subclass may say of each something of its own.
_READ = (
    "_adj", "_succ", "_pred", "_node", "adj", "succ", "pred", "nodes", "edges", "out_edges",
    "in_edges", "degree", "in_degree", "out_degree", "neighbors", "successors", "predecessors",
    "adjacency", "subgraph", "has_edge", "has_node", "has_successor", "has_predecessor",
    "get_edge_data", "nbunch_iter", "number_of_nodes", "number_of_edges", "order", "size",
    "is_directed", "is_multigraph", "__getitem__", "__iter__", "__len__", "__contains__",
)  # fmt: skip


def refuse_own_neighbours(graph: nx.Graph[Any], base: type[Any]) -> None:
    """Raise NotImplementedError for a graph that reads otherwise than its rows say."""
    kind = type(graph)
    for name in _READ:
        if name in vars(graph) and callable(getattr(base, name, None)):
            raise NotImplementedError(f"a graph with a {name} of its own: left to networkx")
        own = next((vars(up)[name] for up in kind.__mro__ if name in vars(up)), None)
        if own is not next((vars(up)[name] for up in base.__mro__ if name in vars(up)), None):
            raise NotImplementedError(f"{kind.__name__} has a {name} of its own: left to networkx")


def as_numbers(name: str, values: list[Any]) -> tuple[NDArray[np.float64], bool]:
    """An edge attribute as floats, and whether all of it is whole numbers.

    Raises
    ------
    NotImplementedError
        One of them is no number or not finite, or whole ones add up to more than 2^53.
    """
    kinds = set(map(type, values))
    if not all(issubclass(kind, _NUMBERS) for kind in kinds):
        raise NotImplementedError(f"edge attribute {name!r} is not a number everywhere")
    is_whole = all(issubclass(kind, _WHOLE) for kind in kinds)
    try:
        column = np.array(values, dtype=np.float64)
    except OverflowError as error:
        raise NotImplementedError(f"edge attribute {name!r} is too large for a float") from error
    if not np.isfinite(column).all():
        raise NotImplementedError(f"edge attribute {name!r} is not finite everywhere")
    has_whole = is_whole or any(issubclass(kind, _WHOLE) for kind in kinds)
    if has_whole and float(np.abs(column).sum()) >= EXACT:
        raise NotImplementedError(f"edge attribute {name!r} is too large to be added up exactly")
    return column, is_whole


class Rows(NamedTuple):
    """Sorted rows: the neighbours of node i are ``indices[indptr[i]:indptr[i + 1]]``."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]

    @property
    def sources(self) -> NDArray[np.int32]:
        """(slots,) the node of each slot's row."""
        nodes = np.arange(len(self.indptr) - 1, dtype=np.int32)
        return np.repeat(nodes, np.diff(self.indptr))


class Neighbours(Mapping[Label, dict[str, Any]]):
    """One row as networkx's views read it: neighbour → attributes of the edge."""

    __slots__ = ("_graph", "_rows", "_start", "_stop")

    def __init__(self, graph: Graph, rows: str, place: int) -> None:
        self._graph, self._rows = graph, rows
        indptr = graph.rows(rows).indptr
        self._start, self._stop = int(indptr[place]), int(indptr[place + 1])

    def __len__(self) -> int:
        """How many there are."""
        return self._stop - self._start

    def __iter__(self) -> Iterator[Label]:
        """The labels, in their order."""
        labels, indices = self._graph.labels, self._graph.rows(self._rows).indices
        return (labels[place] for place in indices[self._start : self._stop].tolist())

    def __getitem__(self, label: Label) -> dict[str, Any]:
        """What the views ask for; raises KeyError."""
        row = self._graph.rows(self._rows).indices[self._start : self._stop]
        place = self._graph.place[label]
        slot = int(np.searchsorted(row, place))
        if slot == len(row) or row[slot] != place:
            raise KeyError(label)
        return self._graph.attributes(self._start + slot, self._rows)

    def copy(self) -> dict[Label, dict[str, Any]]:
        """As a dictionary of its own."""
        return dict(self)


class Adjacency(Mapping[Label, Neighbours]):
    """All rows as networkx's views read them."""

    __slots__ = ("_graph", "_rows")

    def __init__(self, graph: Graph, rows: str) -> None:
        self._graph, self._rows = graph, rows

    def __len__(self) -> int:
        """How many there are."""
        return self._graph.n

    def __iter__(self) -> Iterator[Label]:
        """The labels, in their order."""
        return iter(self._graph.labels)

    def __contains__(self, label: object) -> bool:
        """Whether it is a node."""
        return label in self._graph.place

    def __getitem__(self, label: Label) -> Neighbours:
        """What the views ask for; raises KeyError."""
        return Neighbours(self._graph, self._rows, self._graph.place[label])


class NodeAttributes(Mapping[Label, dict[str, Any]]):
    """What is known of each node; most know nothing."""

    __slots__ = ("_graph", "_known")

    def __init__(self, graph: Graph, known: Mapping[Label, dict[str, Any]]) -> None:
        self._graph, self._known = graph, known

    def __len__(self) -> int:
        """How many there are."""
        return self._graph.n

    def __iter__(self) -> Iterator[Label]:
        """The labels, in their order."""
        return iter(self._graph.labels)

    def __contains__(self, label: object) -> bool:
        """Whether it is a node."""
        return label in self._graph.place

    def __getitem__(self, label: Label) -> dict[str, Any]:
        """What the views ask for; raises KeyError."""
        if label not in self._graph.place:
            raise KeyError(label)
        return dict(self._known.get(label, {}))


def _no_change(*_: object, **__: object) -> NoReturn:
    raise nx.NetworkXError("this graph is made of arrays and cannot be changed")


class Graph(AnyGraph):
    """A simple graph over sorted rows; read like networkx's, and never changed.

    Undirected graphs hold each edge in the rows of both ends, a loop once.
    Make one with `from_edges`, `from_nx` or, for ties, `DiGraph.from_ties`.

    Attributes
    ----------
    n, m : int
        Nodes; edges, each once.
    labels : sequence
        The node at each place.
    out : Rows
        Sorted; for a directed graph, by source and target.

    Examples
    --------
    >>> graph = Graph.from_edges(3, [0, 1], [1, 2])
    >>> nx.pagerank(graph)[1] > nx.pagerank(graph)[0]
    True
    """

    __networkx_backend__: ClassVar[str] = "tribe"
    directed: ClassVar[bool] = False
    n: int
    labels: Sequence[Label]
    out: Rows

    def __new__(cls, *_: object, **__: object) -> Graph:
        """An object without nodes."""
        return object.__new__(cls)

    def __init__(
        self,
        out: Rows,
        columns: Mapping[str, NDArray[np.float64]] | None = None,
        *,
        labels: Sequence[Label] | None = None,
        whole: Iterable[str] = (),
        nodes: Mapping[Label, dict[str, Any]] | None = None,
        graph: Mapping[str, Any] | None = None,
    ) -> None:
        """Over rows that are sorted already; one number of each column for each slot.

        `whole` names the columns that hold whole numbers, `nodes` and
        `graph` are attributes as networkx has them.
        """
        self.n = len(out.indptr) - 1
        self.out = out
        self.columns = dict(columns or {})
        self.labels = range(self.n) if labels is None else labels
        self.whole = frozenset(whole)
        self.node_attributes = dict(nodes or {})
        self.graph = dict(graph or {})
        self.__networkx_cache__: dict[str, Any] = {}

    # --- making ---------------------------------------------------------------------------

    @classmethod
    def from_edges(
        cls,
        n: int,
        u: ArrayLike,
        v: ArrayLike,
        columns: Mapping[str, ArrayLike] | None = None,
        labels: Sequence[Label] | None = None,
    ) -> Graph:
        """From both ends of each edge, given once, in any order.

        Raises
        ------
        ValueError
            An end is no place from 0 to n - 1, an edge is given twice, or a number is not finite.
        """
        source, target = np.asarray(u, dtype=np.int32), np.asarray(v, dtype=np.int32)
        if len(source) != len(target):
            raise ValueError("edges must have two ends")
        if (
            len(source)
            and not 0 <= min(source.min(), target.min()) <= max(source.max(), target.max()) < n
        ):
            raise ValueError("an end of an edge is no node")
        slots: NDArray[np.int64] | None = None
        if not cls.directed:
            other = np.flatnonzero(source != target)
            slots = np.concatenate([np.arange(len(source)), other])
            source, target = (
                np.concatenate([source, target[other]]),
                np.concatenate([target, source[other]]),
            )
        held = {
            name: np.asarray(column, dtype=np.float64) for name, column in (columns or {}).items()
        }
        for name, numbers in held.items():
            if not np.isfinite(numbers).all():
                raise ValueError(f"column {name!r} is not finite everywhere")
        indptr = kernels.rows.count_pointers(n, source)
        if slots is None and kernels.rows.are_sorted(source, target):
            return cls(Rows(indptr, target), held, labels=labels)
        indices, order = kernels.rows.into_rows(indptr, source, target)
        if kernels.rows.has_parallel(indptr, indices):
            raise ValueError("an edge is given twice")
        if slots is not None:
            order = slots[order]
        held = {name: column[order] for name, column in held.items()}
        return cls(Rows(indptr, indices), held, labels=labels)

    @classmethod
    def from_nx(
        cls,
        graph: nx.Graph[Any],
        columns: Mapping[str, Any] | None = None,
        *,
        keep_graph: bool = False,
    ) -> Graph:
        """The same graph; `columns` names the edge attributes to keep, with their defaults.

        Raises
        ------
        NotImplementedError
            A multigraph, a class that has neighbours of its own making, or an attribute that
            is no finite number, or too large a whole one to be added up exactly.
        """
        if graph.is_multigraph():
            raise NotImplementedError("parallel edges are left to networkx")
        refuse_own_neighbours(graph, nx.DiGraph if cls.directed else nx.Graph)
        labels: list[Label] = list(graph)
        adjacency = graph._adj  # type: ignore[attr-defined]
        place = dict(zip(labels, range(len(labels)), strict=True))
        sizes = np.fromiter((len(row) for row in adjacency.values()), np.int64, len(labels))
        indptr = np.zeros(len(labels) + 1, dtype=np.int64)
        np.cumsum(sizes, out=indptr[1:])
        indices = np.fromiter(
            (place[other] for row in adjacency.values() for other in row),
            np.int32,
            int(indptr[-1]),
        )
        sources = np.repeat(np.arange(len(labels), dtype=np.int32), sizes)
        indices, order = kernels.rows.into_rows(indptr, sources, indices)
        held, whole = dict[str, NDArray[np.float64]](), set[str]()
        for name, default in (columns or {}).items():
            values = [
                data.get(name, default) for row in adjacency.values() for data in row.values()
            ]
            column, is_whole = as_numbers(name, values)
            held[name] = column[order]
            if is_whole:
                whole.add(name)
        plain = labels == list(range(len(labels))) and all(type(label) is int for label in labels)
        return cls(
            Rows(indptr, indices),
            held,
            labels=None if plain else labels,
            whole=whole,
            # one reference a node: functions that give graphs ask for attributes inconsistently
            nodes={label: known for label, known in graph._node.items() if known},  # type: ignore[attr-defined]
            graph=graph.graph if keep_graph else None,
        )

    def to_networkx(self) -> nx.Graph[Any]:
        """The same graph in networkx's dictionaries.

        Raises
        ------
        NotImplementedError
            There are more than `FALLBACK_LIMIT` edges: that would cost about
            400 bytes an edge. Ask for ``nx.Graph(graph)`` if you mean it.
        """
        if self.m > FALLBACK_LIMIT:
            raise NotImplementedError(
                f"{self.m:,} edges are too many to be copied for a function that this backend "
                "does not have"
            )
        return self._plain()

    def _plain(self) -> nx.Graph[Any]:
        plain: nx.Graph[Any] = nx.DiGraph() if self.directed else nx.Graph()
        plain.graph.update(self.graph)
        plain.add_nodes_from(self.labels)
        for label, known in self.node_attributes.items():
            plain.nodes[label].update(known)
        slots = self.edge_slots
        u, v = self.ends
        names = self.labels
        data = {name: self._spoken(name, column[slots]) for name, column in self.columns.items()}
        rows = zip(*data.values(), strict=True) if data else iter([()] * len(slots))
        for a, b, values in zip(u.tolist(), v.tolist(), rows, strict=True):
            plain.add_edge(names[a], names[b], **dict(zip(data, values, strict=True)))
        return plain

    # --- arrays ---------------------------------------------------------------------------

    def rows(self, which: str) -> Rows:
        """`out` or `into` by name."""
        return self.out if which == "out" else self.into

    @cached_property
    def place(self) -> dict[Label, int]:
        """The place of each label."""
        return dict(zip(self.labels, range(self.n), strict=True))

    @property
    def into(self) -> Rows:
        """Rows of the reversed edges; for an undirected graph the rows themselves."""
        return self.out

    @property
    def knows_into(self) -> bool:
        """Whether those rows are there, or have yet to be made."""
        return True

    @cached_property
    def simple(self) -> Rows:
        """Neighbours in either direction, once each and without loops."""
        return Rows(*kernels.rows.lay_together(*self.out, *self.into))

    @cached_property
    def edge_slots(self) -> NDArray[np.int64]:
        """(m,) a slot for each edge, in the order of the rows."""
        return np.flatnonzero(self.out.sources <= self.out.indices)

    @cached_property
    def m(self) -> int:
        """How many edges there are, loops and pairs once."""
        return len(self.edge_slots)

    @property
    def ends(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Both ends of each edge; undirected ones with the smaller place first."""
        return self.out.sources[self.edge_slots], self.out.indices[self.edge_slots]

    def has(self, name: str | None) -> bool:
        """Whether edges carry this attribute."""
        return name in self.columns

    def is_whole(self, name: str | None) -> bool:
        """Whether all values of this attribute are whole numbers, as missing ones are."""
        return name not in self.columns or name in self.whole

    def weights(self, name: str | None, rows: str = "out") -> NDArray[np.float64]:
        """(slots,) the attribute of each slot's edge; ones where nobody carries it."""
        if name is None or name not in self.columns:
            return np.ones(len(self.out.indices))
        return self.columns[name]

    def places(self, labels: Iterable[Label]) -> NDArray[np.int64]:
        """The places of some nodes; raises NodeNotFound."""
        try:
            return np.array([self.place[label] for label in labels], dtype=np.int64)
        except KeyError as missing:
            raise nx.NodeNotFound(f"Node {missing.args[0]} is not in the graph") from None

    def keyed(self, values: NDArray[Any]) -> dict[Label, Any]:
        """A plain dictionary from label to plain number, in the order of the nodes."""
        return dict(zip(self.labels, values.tolist(), strict=True))

    def attributes(self, slot: int, rows: str = "out") -> dict[str, Any]:
        """The attributes of one slot's edge."""
        return {
            name: self._spoken(name, self.weights(name, rows)[slot : slot + 1])[0]
            for name in self.columns
        }

    def _spoken(self, name: str, column: NDArray[np.float64]) -> list[Any]:
        kept = column.astype(np.int64) if name in self.whole else column
        return cast("list[Any]", kept.tolist())

    # --- what networkx's views read -------------------------------------------------------

    @cached_property
    def _adj(self) -> Adjacency:  # type: ignore[override, unused-ignore]
        return Adjacency(self, "out")

    @cached_property
    def _node(self) -> NodeAttributes:  # type: ignore[override, unused-ignore]
        return NodeAttributes(self, self.node_attributes)

    def __len__(self) -> int:
        """How many nodes there are."""
        return self.n

    def __iter__(self) -> Iterator[Label]:
        """The nodes, in their order."""
        return iter(self.labels)

    def __contains__(self, label: object) -> bool:
        """Whether it is a node."""
        try:
            return label in self.place
        except TypeError:
            return False

    def number_of_nodes(self) -> int:
        """How many nodes there are."""
        return self.n

    def order(self) -> int:
        """How many nodes there are."""
        return self.n

    def number_of_edges(self, u: Label = None, v: Label = None) -> int:
        """How many edges there are, or whether two nodes share one."""
        if u is None and v is None:
            return self.m
        return int(self.has_edge(u, v))

    def size(self, weight: str | None = None) -> float:  # type: ignore[override]
        """How many edges there are, or what they weigh together."""
        if weight is None:
            return self.m
        return float(self.weights(weight)[self.edge_slots].sum())

    def copy(self, as_view: bool = False) -> Graph:
        """The graph itself, as it cannot change."""
        return self

    def subgraph(self, nodes: Iterable[Label]) -> Graph:  # type: ignore[override]
        """The given nodes and the edges among them, in the order of this graph."""
        kept = np.zeros(self.n, dtype=np.bool_)
        kept[[self.place[label] for label in self.nbunch_iter(nodes)]] = True
        u, v = self.out.sources, self.out.indices
        stays = kept[u] & kept[v]
        number = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        n = int(np.count_nonzero(kept))
        rows = Rows(
            kernels.rows.count_pointers(n, number[u[stays]]), number[v[stays]].astype(np.int32)
        )
        labels = [self.labels[place] for place in np.flatnonzero(kept).tolist()]
        return type(self)(
            rows,
            {name: column[stays] for name, column in self.columns.items()},
            labels=labels,
            whole=self.whole,
            nodes={
                label: self.node_attributes[label]
                for label in labels
                if label in self.node_attributes
            },
            graph=self.graph,
        )

    def to_directed(self, as_view: bool = False) -> DiGraph:
        """The same edges, each in both directions."""
        return DiGraph(self.out, **self._rest())

    def to_undirected(self, as_view: bool = False) -> Graph:
        """The graph itself."""
        return self

    def _rest(self) -> dict[str, Any]:
        """What is beside the rows, for a graph of other rows with the same slots."""
        return {
            "columns": self.columns,
            "labels": self.labels,
            "whole": self.whole,
            "nodes": self.node_attributes,
            "graph": self.graph,
        }

    def to_undirected_class(self) -> type[nx.Graph[Any]]:
        """What networkx's own functions make copies of."""
        return nx.Graph

    def to_directed_class(self) -> type[nx.DiGraph[Any]]:
        """What networkx's own functions make copies of."""
        return nx.DiGraph

    def __eq__(self, other: object) -> bool:
        """Graphs are the same only as objects, as in networkx."""
        return self is other

    __hash__ = object.__hash__

    add_node = add_nodes_from = remove_node = remove_nodes_from = _no_change
    add_edge = add_edges_from = add_weighted_edges_from = _no_change
    remove_edge = remove_edges_from = clear = clear_edges = update = _no_change


class DiGraph(Graph, AnyDiGraph):
    """A directed graph over sorted rows.

    Examples
    --------
    >>> graph = DiGraph.from_edges(3, [0, 1, 2], [1, 2, 0])
    >>> graph.is_directed(), nx.overall_reciprocity(graph)
    (True, 0.0)
    """

    directed: ClassVar[bool] = True

    @classmethod
    def from_ties(cls, ties: Ties) -> DiGraph:
        """The ties as they are: no array is copied; edges carry weight, first and last.

        Examples
        --------
        >>> from tribe.graph import Interactions, Ties
        >>> rows = [("ada", "ben", "reply", 0.0, 0), ("ben", "cleo", "thanks", 9.0, 0)]
        >>> graph = DiGraph.from_ties(Ties.from_interactions(Interactions.from_rows(rows)))
        >>> sorted(graph.successors("ben"))
        ['cleo']
        """
        columns = {"weight": ties.weights, "first": ties.first, "last": ties.last}
        return cls(Rows(ties.indptr, ties.targets), columns, labels=ties.members)

    @cached_property
    def _turned(self) -> tuple[Rows, NDArray[np.int64]]:
        indptr, indices, order = kernels.rows.turn_round(*self.out)
        return Rows(indptr, indices), order

    @property
    def into(self) -> Rows:
        """Rows of the reversed edges."""
        return self._turned[0]

    @property
    def knows_into(self) -> bool:
        """Whether those rows are there, or have yet to be made."""
        return "_turned" in self.__dict__

    @cached_property
    def edge_slots(self) -> NDArray[np.int64]:
        """(m,) every slot."""
        return np.arange(len(self.out.indices))

    @property
    def ends(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Source and target of each edge."""
        return self.out.sources, self.out.indices

    def weights(self, name: str | None, rows: str = "out") -> NDArray[np.float64]:
        """(slots,) the attribute of each slot's edge; ones where nobody carries it."""
        held = super().weights(name)
        return held if rows == "out" or name not in self.columns else held[self._turned[1]]

    def to_directed(self, as_view: bool = False) -> DiGraph:
        """The graph itself."""
        return self

    def to_undirected(  # type: ignore[override]
        self, reciprocal: bool = False, as_view: bool = False
    ) -> Graph:
        """Without directions; of an edge both ways, the later node's one is kept, as in networkx.

        `reciprocal` keeps only edges that run both ways.
        """
        u, v = self.ends
        low, high = np.minimum(u, v), np.maximum(u, v)
        # the edge from the later node comes last, and so it stays
        order = np.lexsort((u, high, low))
        low, high = low[order], high[order]
        last = np.ones(len(order), dtype=np.bool_)
        last[:-1] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
        if reciprocal:
            both = np.zeros(len(order), dtype=np.bool_)
            both[1:] = ~last[:-1]
            last &= both | (low == high)
        kept = order[last]
        columns = {name: column[kept] for name, column in self.columns.items()}
        made = Graph.from_edges(self.n, low[last], high[last], columns, self.labels)
        return Graph(made.out, **{**self._rest(), "columns": made.columns})

    def reverse(self, copy: bool = True) -> DiGraph:
        """The same edges turned round."""
        columns = {name: self.weights(name, "in") for name in self.columns}
        return DiGraph(self.into, **{**self._rest(), "columns": columns})

    @property
    def _succ(self) -> Adjacency:  # type: ignore[override, unused-ignore]
        return self._adj

    @cached_property
    def _pred(self) -> Adjacency:  # type: ignore[override, unused-ignore]
        return Adjacency(self, "into")


DIRECTED: dict[bool, type[Graph]] = {False: Graph, True: DiGraph}
