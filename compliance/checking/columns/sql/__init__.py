"""The plan as SQL: one statement to export, or pieces for the frames of a database."""
