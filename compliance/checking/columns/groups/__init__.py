"""Statistics of groups of schools, from sums over columns."""
