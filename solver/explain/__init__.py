"""The reason: why a seat is empty, why this officer, what a rule costs, what would cure a gap, which pins clash."""
