"""A plan for people and for machines: lines in two languages, ledgers, JSON."""
