"""Schools judged by a rulebook: exact verdicts, each with its numbers and its reasons."""
