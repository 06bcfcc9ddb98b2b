"""From findings to what is advised: who matches which rule, and what stands against it."""
