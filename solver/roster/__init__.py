"""The roster engine: week patterns by column generation, with a proven bound."""
