"""Words that several kinds of findings look for: qualities by what they are about, and words that carry nothing."""

import re

_QUALITIES = {
    "accuracy": "accurate accuracy accurately correct correctness correctly factual factually error-free",
    "clarity": "clear clearly clarity understandable readable readability comprehensible easy-to-understand "
    "easy-to-follow easily-understood accessible",
    "concision": "concise concisely conciseness brevity succinct succinctly to-the-point",
    "organization": "organized well-organized organization structured well-structured coherent coherence coherently",
    "relevance": "relevant relevance on-topic",
    "completeness": "complete completeness comprehensive comprehensively comprehensiveness thorough thoroughly "
    "thoroughness",
    "depth": "depth in-depth insightful",
    "tone": "polite professional professionally professionalism friendly empathetic respectful",
    "creativity": "creative creativity originality imaginative",
    "engagement": "engaging engagement compelling captivating",
    "usefulness": "practical practicality actionable useful usefulness helpful helpfulness",
    "consistency": "consistent consistency",
    "language": "grammar grammatical grammatically spelling",
}
QUALITY_OF = {word: about for about, words in _QUALITIES.items() for word in words.split()}
"""What a quality word is about."""
QUALITY = "|".join(sorted(map(re.escape, QUALITY_OF), key=len, reverse=True))

_VAGUE = (
    "good great nice excellent high-quality quality well well-written well-crafted appropriate "
    "appropriately proper "
    "properly suitable suitably adequate adequately sufficient sufficiently reasonable reasonably "
    "effective "
    "effectively effectiveness meaningful meaningfully satisfactory acceptable optimal ideal best "
    "strong overall "
    "valuable value insightful thoughtful compelling impressive sound decent solid"
)
VAGUE = frozenset(_VAGUE.split()) | frozenset(
    word for word, about in QUALITY_OF.items() if about not in ("accuracy", "language", "tone")
)
"""Words for a quality that does not say when it is there; facts, grammar and manners have standards of their own."""

_EMPTY = (
    "a an the this that these those it its is are be been being was were has have had do does of "
    "in on at to for from "
    "by with and or as if so than then there which who what how response responses answer answers "
    "text reply output "
    "content information language style manner way ways writing written write presented "
    "presentation explanation "
    "should must shall will can may provide provides providing provided give gives given giving "
    "use uses using used "
    "offer offers contain contains include includes including ensure ensures ensuring demonstrate "
    "demonstrates "
    "demonstrating show shows maintain maintains maintaining present presents user reader readers "
    "user's prompt "
    "question questions request task topic very highly fully also all any both whole entire free "
    "easy follow "
    "understand details detail format structure level degree use you your i me my we us our them "
    "they he she not no any "
    "before after between out into about following also each if when where while but"
)
EMPTY = frozenset(_EMPTY.split())
"""Words of nearly every criterion, which say nothing of what it asks."""

NEGATION = re.compile(
    r"\b(?:no|not|never|without|avoid(?:s|ing|ance)?|free (?:of|from)|excludes?|excluding|refrains?|"
    r"absence|lacks?)\b"
    r"|n't\b",
    re.IGNORECASE,
)

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ENDINGS = re.compile(r"(?:ations?|ions?|ings?|ed|es|s|e|ly|y|ies)$")


def words(text: str) -> list[str]:
    """The words of a text in lower case; hyphens and apostrophes are part of them."""
    return [found.lower() for found in _WORD.findall(text)]


def stem(word: str) -> str:
    """A word without its commonest English endings, so that "includes" and "including" are one."""
    return _ENDINGS.sub("", word) if len(word) > 5 else word.removesuffix("s")


def stems(text: str) -> set[str]:
    """The stems of a text's words and of the parts of hyphenated ones."""
    found = words(text)
    parts = [part for word in found if "-" in word for part in word.split("-")]
    return {stem(word) for word in (*found, *parts)}


def telling(text: str) -> set[str]:
    """The stems of the words that say what a text is about."""
    return {stem(word) for word in words(text) if word not in EMPTY and word not in VAGUE}
