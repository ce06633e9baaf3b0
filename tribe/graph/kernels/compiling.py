"""How every kernel is compiled: once, kept on disk, without the interpreter's lock."""

from __future__ import annotations

from numba import njit

#: ``@kernel`` on a function of arrays and numbers. Results never depend on threads: no
#: ``parallel``, no ``fastmath``; work is shared out by ``tribe.graph.study.parallel`` instead.
kernel = njit(cache=True, nogil=True, error_model="numpy")

#: ``@inlined`` on a few lines that a kernel calls in its innermost loop: a kernel kept on disk is
#: called as it is, which costs a gather over rows half its speed.
inlined = njit(inline="always", error_model="numpy")
