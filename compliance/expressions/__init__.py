"""What a formula or a condition means: text → tree → the same meaning for every engine."""
