"""Advice for people and for machines: lines in two languages, a ledger, JSON."""
