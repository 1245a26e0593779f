"""Criteria that say a deterministic check in so many words, which code could decide instead of a judge.

Only wordings that leave nothing else to decide are recognised: the whole criterion has to be one. What is found is
offered and never put in by itself.
"""

import re
from collections.abc import Callable, Mapping

from touchstone.domain.check import Check, CountCheck, PatternCheck, SchemaCheck, TextCheck
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.rubrics.amounts import AMOUNT, amount_of, number_of

_SUBJECT = re.compile(
    r"(?:(?:the|this|that|your|its)\s+)?(?:(?:whole|entire|given|finished|final|model'?s|assistant'?s)\s+)*"
    r"(?:response|text|answer|reply|message|output|writing|result|it|what was written|"
    r"what the writer wrote)\s+"
    r"(?:(?:must|should|shall|has to|needs to|does)\s+)?(?P<negated>not\s+)?(?:(?:also|only)\s+)?",
    re.IGNORECASE,
)
_HAVE = (
    r"(?:ha(?:s|ve)|contains?|consists? of|(?:is|be) (?:made (?:up )?of|written (?:in|with))|uses?|"
    r"comes? with|gives?"
    r"|includes?|keeps? to|sticks? to|makes? use of|lists?|presents?|runs? to a length of|(?:is|be)"
    r"|(?:ha(?:s|ve)|contains?|includes?|gives?|comes? with) (?:a (?:list|length) (?:of|with)))"
)
_SAY = r"(?:contains?|includes?|mentions?|uses?|ha(?:s|ve)|brings? in|makes? use of)"
_AVOID = r"(?:avoids?|never (?:contains?|uses?|mentions?)|leaves? out|does without|omits?|refrains? from(?: using)?)"
_QUOTED = r"(?:'[^'\n]+'|\"[^\"\n]+\"|“[^”\n]+”|‘[^’\n]+’|`[^`\n]+`)"
_WORD = r"(?:the (?:exact |following )?(?:(?:key)?words?|terms?)\s+)"
_PHRASE = r"(?:the (?:exact |following )?(?:phrases?|texts?|sentences?|expressions?|strings?)\s+)"
_LIST = rf"{_QUOTED}(?:(?:,\s*|,?\s+and\s+){_QUOTED})*"
_WITH = r"(?:the (?:exact |following )?(?:words?|phrase|text|sentence|line)\s+)?"
_NO = (
    r"(?:(?:contains?|ha(?:s|ve)|uses?|includes?) no|(?:is|be) (?:free of|without|written without(?: any)?)"
    r"|avoids?)"
)
_KEY = rf"(?:{_QUOTED}|\b(?!and\b)\w+)"
_KEYS = rf"{_KEY}(?:(?:,\s*|,?\s+and\s+){_KEY})*"
_SOME = r"(?:contains?|ha(?:s|ve)|uses?|includes?)"
_CASE = r"(?:is|be) (?:written )?(?:(?:entirely|completely|only) )?in (?:all )?(?:entirely )?"
_LETTERS = r"(?:\s+letters)?(?:\s+only)?"

_UPPER, _LOWER = "[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]", "[a-zß-öø-ÿα-ωа-я]"

_Maker = Callable[[re.Match[str], bool], Check | None]


def _count(found: re.Match[str], negated: bool) -> Check | None:
    amount = amount_of(found)
    # A bare number of words is rarely meant to the word.
    if amount is None or negated or (amount.bare and amount.of in ("words", "characters")):
        return None
    return CountCheck.model_validate({"of": amount.of, "at_least": amount.low, "at_most": amount.high})


def _word(found: re.Match[str], negated: bool) -> Check | None:
    words = [quoted[1:-1].strip() for quoted in re.findall(_QUOTED, found["list"])]
    if len(words) == 1:
        return PatternCheck(pattern=_whole(words[0]), ignore_case=True, negate=negated)
    if negated:
        either = "|".join(map(_whole, words))
        return PatternCheck(pattern=either, ignore_case=True, negate=True)
    every = "".join(f"(?=.*{_whole(word)})" for word in words)
    return PatternCheck(pattern=rf"(?s)\A{every}", ignore_case=True)


def _whole(word: str) -> str:
    return rf"(?<!\w){re.escape(word).replace(chr(92) + ' ', ' ')}(?!\w)"


def _times(found: re.Match[str], negated: bool) -> Check | None:
    number = number_of(found["times"])
    if negated or number < 1:
        return None
    word = found["list"][1:-1]
    return PatternCheck(pattern=rf"(?s)(?:{_whole(word)}.*?){{{number}}}", ignore_case=True)


def _phrase(found: re.Match[str], negated: bool) -> Check | None:
    texts = tuple(quoted[1:-1] for quoted in re.findall(_QUOTED, found["list"]))
    if all(re.fullmatch(r"\w+", text) for text in texts):
        return _word(found, negated)
    return TextCheck(kind="contains", texts=texts, negate=negated)


def _edge(found: re.Match[str], negated: bool) -> Check | None:
    kind = "starts" if found["starts"] else "ends"
    return TextCheck.model_validate({"kind": kind, "texts": [found["list"][1:-1]], "negate": negated})


def _pattern(pattern: str, *, negate: bool = False, ignore_case: bool = False) -> _Maker:
    def make(found: re.Match[str], negated: bool) -> Check:
        return PatternCheck(pattern=pattern, negate=negate != negated, ignore_case=ignore_case)

    return make


def _mark(mark: str, *, negate: bool) -> _Maker:
    def make(found: re.Match[str], negated: bool) -> Check:
        return TextCheck(kind="contains", texts=(mark,), negate=negate != negated)

    return make


def _keys(found: re.Match[str], negated: bool) -> Check | None:
    keys = [key if key.isidentifier() else key[1:-1] for key in re.findall(_KEY, found["list"])]
    return None if negated else SchemaCheck(json_schema={"type": "object", "required": keys})


def _json(found: re.Match[str], negated: bool) -> Check | None:
    if negated:
        return None
    return SchemaCheck(json_schema={"type": found["type"].lower()} if found["type"] else {})


_WORDINGS: Mapping[str, _Maker] = {
    rf"{_HAVE}\s+{AMOUNT}(?:\s+long)?": _count,
    rf"(?:does\s+)?(?:{_SAY})\s+{_WORD}(?P<list>{_LIST})": _word,
    rf"{_AVOID}\s+{_WORD}(?P<list>{_QUOTED})": lambda found, negated: _word(found, not negated),
    rf"{_SAY}\s+{_WORD}(?P<list>{_QUOTED})\s+(?:at least\s+(?P<times>\w+)\s+times)": _times,
    rf"{_SAY}\s+{_PHRASE}?(?P<list>{_LIST})": _phrase,
    rf"{_AVOID}\s+{_PHRASE}?(?P<list>{_QUOTED})": lambda found, negated: _phrase(found, not negated),
    rf"(?:(?P<starts>starts?|begins?|opens?)|(?:ends?|finish(?:es)?|closes?|concludes?))\s+with\s+{_WITH}"
    rf"(?P<list>{_QUOTED})": _edge,
    r"ends? with a question(?: mark)?": lambda _, negated: TextCheck(
        kind="ends", texts=("?",), negate=negated
    ),
    rf"{_NO} (?:any )?commas": _mark(",", negate=True),
    rf"{_SOME} any commas": _mark(",", negate=False),
    rf"{_NO} (?:any )?exclamation (?:marks?|points?)": _mark("!", negate=True),
    rf"{_SOME} (?:any |an |at least one )exclamation (?:marks?|points?)": _mark("!", negate=False),
    rf"{_NO} (?:any )?(?:digits|numbers in digits)": _pattern(r"\d", negate=True),
    rf"{_SOME} (?:any digits|a number in digits|at least one digit)": _pattern(r"\d"),
    rf"{_CASE}lower[- ]?case{_LETTERS}": _pattern(_UPPER, negate=True),
    rf"{_CASE}(?:upper[- ]?case|capitals?|capital letters){_LETTERS}": _pattern(_LOWER, negate=True),
    r"(?:is|be) (?:wrapped|enclosed) in (?:double )?quotation marks": _pattern(r'(?s)\A\s*".+"\s*\Z'),
    rf"{_SOME} a title (?:wrapped )?in double ang(?:le|ular) brackets": _pattern(r"<<[^<>\n]+>>"),
    rf"{_SOME} a postscript (?:that starts|starting) with P\.S\.?": _pattern(
        r"(?m)^\W*P\.S\.", ignore_case=True
    ),
    rf"(?:is|be) an? (?:valid )?JSON object with the (?:keys|fields) (?P<list>{_KEYS})": _keys,
    r"(?:is|be) (?:written )?(?:in )?(?:an? )?(?:valid |well-formed )?JSON(?:\s+format|"
    r"\s+(?P<type>object|array))?": _json,
}
_COMPILED = [(re.compile(pattern, re.IGNORECASE), make) for pattern, make in _WORDINGS.items()]


def offer(text: str) -> Check | None:
    """The check that a criterion of this text says in so many words; None where it says anything else."""
    subject = _SUBJECT.match(text.strip())
    if subject is None:
        return None
    said = text.strip()[subject.end() :]
    for pattern, make in _COMPILED:
        found = pattern.fullmatch(said) or pattern.fullmatch(said.removesuffix("."))
        if found is not None:
            return make(found, bool(subject["negated"]))
    return None


def offers(rubric: Rubric) -> dict[int, Check]:
    """The checks that are offered, by the number (from 1) of a criterion that a judge decides so far."""
    found = {
        number: offer(criterion.text)
        for number, criterion in enumerate(rubric.criteria, start=1)
        if criterion.check is None and criterion.scale.kind == "binary"
    }
    return {number: check for number, check in found.items() if check is not None}


def with_offers(rubric: Rubric) -> Rubric:
    """The rubric with every check that is offered in the judge's place."""
    found = offers(rubric)
    # Not copied with changes: a copy would keep the content id that was computed before.
    criteria = tuple(
        Criterion.model_validate(criterion.model_dump() | {"check": found.get(number, criterion.check)})
        for number, criterion in enumerate(rubric.criteria, start=1)
    )
    return Rubric.model_validate(rubric.model_dump() | {"criteria": criteria})
