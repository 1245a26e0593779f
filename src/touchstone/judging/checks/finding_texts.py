"""Whether a response contains, starts with or ends with given texts."""

from touchstone.domain.check import TextCheck

_QUOTES = "\"'“”‘’«»„*_`"
"""Marks around a text that do not count as its beginning or its end."""
_MARKS = ".!?…"


def held(check: TextCheck, text: str) -> list[str]:
    """Those of the check's texts that are where it says, whether they are wanted there or not."""
    return [wanted for wanted in check.texts if _holds(check, _folded(check, text), _folded(check, wanted))]


def _folded(check: TextCheck, text: str) -> str:
    return text.casefold() if check.ignore_case else text


def _holds(check: TextCheck, text: str, wanted: str) -> bool:
    if check.kind == "contains":
        return wanted in text
    text, wanted = text.strip(), wanted.strip()
    if check.kind == "starts":
        return text.startswith(wanted) or text.lstrip(_QUOTES + " ").startswith(wanted)
    if text.endswith(wanted) or text.rstrip(_QUOTES + " ").endswith(wanted):
        return True
    # "ends with 'thank you'" is said without the full stop that the sentence has.
    return not wanted.endswith(tuple(_MARKS)) and text.rstrip(_QUOTES + _MARKS + " ").endswith(wanted)
