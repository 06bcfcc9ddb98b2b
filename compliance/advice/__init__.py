"""What a policy suggests for each school, with its reasons."""
