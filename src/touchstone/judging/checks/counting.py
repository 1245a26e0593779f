"""What a word, a sentence, a paragraph, a line, a bullet and a character are, for checks that count them.

IFEval (arXiv 2311.07911, `instructions_util.py`) counts some of them otherwise: its words are runs of letters,
digits and underscores, so that "don't" is two, its sentences are found by a trained model, and its paragraphs are
the parts between "***".
"""

import re
from collections.abc import Callable, Mapping

_ENTRY = re.compile(r"[ \t]*[-*+•‣][ \t]+(?=.*\w)")
_NUMBER = re.compile(r"^[ \t]*\d{1,3}[.)][ \t]+")
_BLANK = re.compile(r"\n[ \t\r]*\n")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")
_SENTENCE_END = re.compile(r"(?:[.!?…]+(?=[\"'”’)\]*_]*(?:\s|$))|[。！？]+)")
_NO_END = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|cf|e\.g|i\.e|[Pp]\.[Ss]|a\.m|p\.m)\.(?=[\s,])")
"""Abbreviations whose full stop ends no sentence."""


def words(text: str) -> int:
    """Runs without white space that have a letter or a digit: "don't" and "well-known" are one, "-" is none."""
    return sum(any(map(str.isalnum, run)) for run in text.split())


def sentences(text: str) -> int:
    """Ends of sentences: marks (. ! ? …) before white space or the end, closing quotes or brackets aside.

    Not those of a list's numbers and of common abbreviations. Words without an end mark after them are no sentence.
    """
    numbered = "\n".join(_NUMBER.sub("", line, count=1) for line in text.splitlines())
    return len(_SENTENCE_END.findall(_NO_END.sub("", numbered)))


def paragraphs(text: str) -> int:
    """Blocks between blank lines with at least one sentence that are no heading and not made of list entries alone.

    So a title, a greeting, a signature and a dividing line are none.
    """
    return sum(map(_is_paragraph, _BLANK.split(text)))


def _is_paragraph(block: str) -> bool:
    lines = [line for line in block.splitlines() if words(line) and not _HEADING.match(line)]
    if all(_ENTRY.match(line) or _NUMBER.match(line) for line in lines):
        return False
    return sentences("\n".join(lines)) > 0


def lines(text: str) -> int:
    """Lines that are not blank."""
    return sum(bool(line.strip()) for line in text.splitlines())


def bullets(text: str) -> int:
    """Lines that begin, after any indentation, with one of - * + • ‣ and a space, and have a word."""
    return sum(_ENTRY.match(line) is not None for line in text.splitlines())


def characters(text: str) -> int:
    """Unicode code points, without white space at either end."""
    return len(text.strip())


_COUNTERS: Mapping[str, Callable[[str], int]] = {
    "words": words,
    "sentences": sentences,
    "paragraphs": paragraphs,
    "lines": lines,
    "bullets": bullets,
    "characters": characters,
}


def count(of: str, text: str) -> int:
    """How many of a CountCheck's units the text has."""
    return _COUNTERS[of](text)
