"""Findings as rows, records, dataframes and sentences."""
