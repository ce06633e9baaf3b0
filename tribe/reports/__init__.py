"""The seam: ledger to graph to privacy gate to stored snapshot to page."""
