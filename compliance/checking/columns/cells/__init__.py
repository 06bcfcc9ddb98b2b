"""What a plan is made of: columns whose exact meaning is known, and the words to combine them."""
