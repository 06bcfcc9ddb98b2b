"""Reports as one HTML file: no script, no outside request, both languages."""
