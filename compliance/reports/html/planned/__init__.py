"""The parts of a plan's section: flow, districts, actions, re-checks, calendar, money, basis."""
