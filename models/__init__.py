"""The nouns: frozen, checked when made, standard library only."""
