"""A judging run from its spec to its saved lines: planned, asked, resumed; and a few responses at once."""
