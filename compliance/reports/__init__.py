"""Findings for people and for other programs: the terminal, CSV, JSON, NDJSON."""
