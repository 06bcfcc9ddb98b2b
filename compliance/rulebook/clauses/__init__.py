"""A card → a rule: facts and formulas resolved, comparators and derived facts compiled."""
