"""What was published: standards and vocabularies as files."""
