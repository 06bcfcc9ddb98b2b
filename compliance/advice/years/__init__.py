"""Several years of findings: who fails how long, where a measure is heading, who stands where."""
