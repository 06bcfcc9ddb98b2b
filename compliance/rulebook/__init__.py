"""What binds on a day: standards resolved through their overlays and compiled into rules."""
