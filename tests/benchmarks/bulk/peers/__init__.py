"""One module for each peer, used as its own documentation shows."""
