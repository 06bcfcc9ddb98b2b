"""Facts that are reckoned from others before a clause is judged: one module and one line a shape.

A shape is a model of what the file says, with ``compile``, which gives a function from the world
around a subject to a value, or to the gap that keeps it from being known.
"""
