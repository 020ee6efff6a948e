"""Lines: closed walks over the streets of a cell, and mobile routes over those of nobody."""
