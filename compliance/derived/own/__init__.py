"""Facts derived from the subject's own figures: formulas, schedules, bands, signs, ages."""
