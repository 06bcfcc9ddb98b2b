"""What a policy says: its file, its rules made ready, and what is wrong with it."""
