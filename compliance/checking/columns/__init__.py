"""The columnar engine: the same meaning as the exact engine, on whole columns at once."""
