"""The code against the words of the law that stand beside it."""
