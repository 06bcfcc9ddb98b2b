"""Sheets with one row per school: the grid, its heading, its rows."""
