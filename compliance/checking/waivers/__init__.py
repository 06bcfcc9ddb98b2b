"""Waivers over findings: which apply here, and what has become of each."""
