"""Many schools at once: this library beside hand-written code and beside its peers."""
