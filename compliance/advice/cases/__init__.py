"""Rectification cases 问题台账: what was found, ordered, re-inspected, closed or escalated."""
