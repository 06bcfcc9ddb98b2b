"""A plan for a region: which schools stay, merge, or are rebuilt, converted or closed."""
