"""Fill-in forms made from standards: which facts are asked for, and as which columns."""
