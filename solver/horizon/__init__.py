"""Rosters over many days: dynamic programming over days, with a person's rules as resources."""
