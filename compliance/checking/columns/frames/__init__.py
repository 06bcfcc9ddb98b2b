"""Dataframes: read into columns, judged in memory, in batches, lazily, or by partitions."""
