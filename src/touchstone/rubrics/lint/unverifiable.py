"""Unverifiable criteria: no response shows whether they are met."""

import re
from collections.abc import Iterator

from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Rubric

_USER = r"(?:the |a )?(?:user|reader|audience|customer|recipient|student|listener|person)s?"
_REASONS = {
    "what the reader feels or does afterwards is not in the response": re.compile(
        rf"\b(?:(?:makes?|making|leaves?|leaving) {_USER} (?:feel|feeling|satisf\w+|happy|confident|want)"
        rf"|{_USER} (?:feels?\b|will feel|would feel|is (?:satisfied|happy|convinced)|(?:actually |"
        rf"fully )?(?:learns?|enjoys?"
        r"|succeeds?))"
        rf"|(?:evokes?|evoking|elicits?|eliciting) (?:a |an )?(?:\w+ )?(?:emotions?|feelings?|laughter)"
        rf"|(?:satisf(?:ies|ying)|delight(?:s|ing)|persuad(?:es|ing)|inspir(?:es|ing)) {_USER}\b"
        rf"|help(?:s|ing)? {_USER} (?:to )?(?:successfully|actually) \w+)",
        re.IGNORECASE,
    ),
    "what somebody means, knows or wants is not in the response": re.compile(
        r"\b(?:the )?(?:author|writer|user|speaker|model|creator|assistant)(?:'s|s')? (?:true |"
        r"real |actual |underlying |"
        r"original |hidden )?(?:intent(?:ions?)?|motives?|motivations?|beliefs?|state of mind|"
        r"sincerity|honesty)\b"
        r"|\b(?:really|truly|sincerely|genuinely) (?:wants?|means?|knows?|understands?|believes?|cares?)\b"
        r"|\b(?:user|reader)s?'s? (?:true|real|actual|unstated|unspoken) (?:needs?|wants?|wishes|goals?)\b",
        re.IGNORECASE,
    ),
    "how things stand today is not in the response": re.compile(
        r"\b(?:up[- ]to[- ]date|most recent|(?:the )?latest (?:information|data|research|trends?|"
        r"developments?|versions?"
        r"|standards?|guidelines?|prices?)|current (?:trends?|information|data|research|events|"
        r"market|prices?|standards?"
        r"|guidelines|knowledge|best practices))\b",
        re.IGNORECASE,
    ),
    "the source is not shown to the judge": re.compile(
        r"\b(?:verified|verifiable|supported|backed|validated|confirmed) (?:by|with|against|"
        r"through) (?:credible|reliable|"
        r"reputable|authoritative|external|scientific|official|trusted|primary|peer-reviewed|"
        r"research|empirical)\b"
        r"|\b(?:sources?|references?|citations?|links?|urls?) (?:\w+ )?(?:are|is|must be|"
        r"should be) (?:real|credible|reliable"
        r"|valid|working|accessible|correct|trustworthy|authentic)\b"
        r"|\b(?:from|cites?|citing|references?|referencing|uses?|using) (?:credible|reliable|"
        r"reputable|authoritative|"
        r"trusted|trustworthy) sources?\b",
        re.IGNORECASE,
    ),
    "there is no reference answer": re.compile(
        r"\b(?:the )?(?:reference|gold|ground[- ]truth|model|expected|correct) (?:answer|response|"
        r"solution|output)\b"
        r"(?= as| is| given|$)|\bmatch(?:es|ing)? the (?:reference|gold|ground[- ]truth|expected) \w+",
        re.IGNORECASE,
    ),
}
_OTHERWISE = re.compile(r"[^,.;]{0,30}\bor\b")
"""What follows where there is another way to meet the criterion."""
_NO_REFERENCE = "there is no reference answer"


def find(rubric: Rubric, reference: str | None) -> Iterator[Finding]:
    """A finding for each criterion that needs knowledge from outside of the response and the prompt."""
    for number, criterion in enumerate(rubric.criteria, start=1):
        if criterion.check is not None:
            continue
        for reason, pattern in _REASONS.items():
            found = pattern.search(criterion.text)
            if found is None or (reason == _NO_REFERENCE and reference is not None):
                continue
            if _OTHERWISE.match(criterion.text[found.end() :]):
                continue
            yield Finding(
                kind="unverifiable",
                criteria=(number,),
                message=f"cannot be told from the response: “{found[0].strip()}”; {reason}",
                remedy="ask for what the response itself shows, or give the judge a reference",
            )
            break
