"""Two engines that join facts: the built-in one, which defines the answer, and durable-rules."""
