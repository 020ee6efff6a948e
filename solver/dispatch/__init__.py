"""Dispatch: who goes where, now."""
