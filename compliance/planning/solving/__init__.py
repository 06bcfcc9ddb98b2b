"""Integer programs, solved exactly and level by level, whichever solver does the work."""
