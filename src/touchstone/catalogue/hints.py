"""The nearest right name to a wrong one, for error messages."""

import difflib
from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str]) -> str:
    """ "did you mean X?", or a list of what there is when nothing is near (or what there is, is nothing)."""
    names = sorted(choices)
    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.55)
    if close:
        return f"did you mean {by_lower[close[0]]!r}?"
    return f"there is: {', '.join(names)}" if names else "there is none yet"
