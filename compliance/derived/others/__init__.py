"""Facts derived from what belongs to the subject or stands beside it: parts, clauses, schools."""
