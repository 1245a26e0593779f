"""Splitting a compound criterion into its parts by rule, where each part is a clean sentence of its own."""

import re

_SUBJECT = re.compile(
    r"((?:The|This|That)\s+(?:[a-z]+\s+)?(?:response|answer|reply|text|output|message|summary|story|explanation|essay"
    r"|article|poem|email|letter|code|list|writing|result)|It)\s+(?=\S)"
)
_VERB = (
    r"(?:must|should|is|has|does|avoids?|gives|names|explains|states|uses|includes|provides|contains|mentions"
    r"|describes|keeps|ends|starts|begins|follows|addresses|stays|offers|cites|lists|remains"
    r"|\w{3,}s\s+(?=(?:the|a|an|at|all|no|each|every|its|only)\b))"
)
_JOINT = re.compile(rf"(?:,\s*(?:and\s+)?|\s+and\s+)(?:also\s+)?(?={_VERB}\b)", re.IGNORECASE)
_BEGINS = re.compile(rf"{_VERB}\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|how|why|if|whether|what|to)\b", re.IGNORECASE
)
"""What begins a clause, which a joint may be inside of."""
_POINTS_BACK = re.compile(r"\b(?:it|them|they|their|these|those|such|this|both|so|do|doing)\b", re.IGNORECASE)
_QUOTES = re.compile(r"[\"“”‘’`()\[\]{}]|(?<!\w)'|'(?!\w)")
_LEAST_WORDS = 2


def parts_of(text: str) -> list[str]:
    """The parts of a criterion that asks for several things of one subject; the text alone where it cannot be split.

    Every part has to stand by itself: a verb, something to say, nothing that points back to another part, and no
    quotation, bracket or clause that a joint could be inside of.
    """
    subject = _SUBJECT.match(text)
    if subject is None or _QUOTES.search(text) or len(re.findall(r"[.!?;:](?:\s|$)", text)) > 1:
        return [text]
    said = text[subject.end() :].rstrip(" .")
    parts = [part.strip(" ,") for part in _JOINT.split(said)]
    clean = all(_BEGINS.match(part) and len(part.split()) >= _LEAST_WORDS for part in parts)
    unclear = any(map(_CLAUSE.search, parts[:-1])) or any(map(_POINTS_BACK.search, parts[1:]))
    if len(parts) < 2 or not clean or unclear:
        return [text]
    return [f"{subject[1]} {part}." for part in parts]
