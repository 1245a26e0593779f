"""From the generator's JSON to clean criterion texts."""

import json
import re

from touchstone.domain.engine import Answer, Failure
from touchstone.rubrics.prompts import MAX_CRITERIA

_NUMBERING = re.compile(r"^(?:\(?\d{1,2}[.):](?!\d)\s*|[-*•]\s+)+")
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_NOT_WORD = re.compile(r"\W+")


def parse_criteria(answer: Answer | Failure) -> list[str] | Failure:
    """At most MAX_CRITERIA texts in the generator's order, without numbering, empty ones and repeats.

    Repeats are texts that are equal but for case and punctuation. Text that was cut off by its length limit
    gives the criteria that were complete. A Failure says why there is nothing.
    """
    if isinstance(answer, Failure):
        return answer
    texts = _strings(answer.text or "")
    kept: dict[str, str] = {}
    for text in texts:
        clean = _NUMBERING.sub("", " ".join(text.split())).strip()
        key = same_text_key(clean)
        if key:
            kept.setdefault(key, clean)
    if not kept:
        cut = " before its length limit" if answer.finish == "length" else ""
        return Failure(f"the generator wrote no complete criterion{cut}")
    return list(kept.values())[:MAX_CRITERIA]


def same_text_key(text: str) -> str:
    """What two texts share that differ only in case, punctuation and white space."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def _strings(text: str) -> list[str]:
    try:
        written = json.loads(text)
    except ValueError:
        return _complete_strings(text)
    criteria = written.get("criteria") if isinstance(written, dict) else None
    return [each for each in criteria if isinstance(each, str)] if isinstance(criteria, list) else []


def _complete_strings(text: str) -> list[str]:
    """The complete strings of a list that was cut off in the middle."""
    _, _, listed = text.partition("[")
    found = []
    for match in _JSON_STRING.finditer(listed):
        try:
            found.append(json.loads(match.group()))
        except ValueError:
            continue
    return found
