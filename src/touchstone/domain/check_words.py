"""A deterministic check in words, as tables, screens and reports show it."""

from touchstone.domain.check import Check, CountCheck, PatternCheck, TextCheck

_VERBS = {
    "contains": ("contains", "does not contain"),
    "starts": ("starts with", "does not start with"),
    "ends": ("ends with", "does not end with"),
}


def in_words(check: Check) -> str:
    """What the check asks for: "at most 200 words", "contains 'a' and 'b'", "JSON by a schema"."""
    if isinstance(check, CountCheck):
        return f"{bounds(check)} {check.of}"
    if isinstance(check, TextCheck):
        both = check.kind == "contains" and check.all and not check.negate
        texts = (" and " if both else " or ").join(map(repr, check.texts))
        return f"{_VERBS[check.kind][check.negate]} {texts}{'' if check.ignore_case else ', in this case'}"
    if isinstance(check, PatternCheck):
        found = "does not match" if check.negate else "matches"
        return f"{found} /{check.pattern}/{'i' if check.ignore_case else ''}"
    return "is JSON by a schema" if check.json_schema else "is JSON"


def bounds(check: CountCheck) -> str:
    """The numbers that a count allows: "at least 3", "at most 200", "exactly 2", "3 to 5"."""
    low, high = check.at_least, check.at_most
    if low is None:
        return f"at most {high}"
    if high is None:
        return f"at least {low}"
    return f"exactly {low}" if low == high else f"{low} to {high}"
