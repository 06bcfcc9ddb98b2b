"""What is wrong with a standard: its code, its examples, its derived facts, its coverage."""
