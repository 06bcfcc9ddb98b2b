"""Whether what was read can be true, and the data-quality ledger that says so cell by cell."""
