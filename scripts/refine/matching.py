"""What a rubric's criteria ask of a prompt's wishes: wording-free, in the wordings that the corpus knows."""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scripts.train.corpus.kinds import KINDS
from touchstone.rubrics.parse import same_text_key

_SUBJECT = "The response "


@dataclass(frozen=True, slots=True)
class Match:
    """Counts of one rubric against its prompt: `found` of `wishes`; of `criteria`, those not `asked` and `repeated`.

    `repeated` criteria ask in any wording for what an earlier criterion asks for.
    """

    wishes: int
    found: int
    criteria: int
    strange: int
    repeated: int


def _pattern(template: str) -> re.Pattern[str]:
    """What reads a template's fields back from a text that was made of it."""
    parts = string.Formatter().parse(template)
    texts = (re.escape(text) + (f"(?P<{field}>.+)" if field else "") for text, field, _, _ in parts)
    return re.compile("".join(texts))


@lru_cache(maxsize=4096)
def wordings(canonical: str) -> frozenset[str]:
    """All that a criterion in the canonical wording can be worded as, as keys that leave out case and punctuation."""
    said = canonical.removeprefix(_SUBJECT)
    keys = {same_text_key(canonical)}
    for kind in KINDS.values():
        for text in (said, said.removesuffix(".")):
            if match := _pattern(kind.says[0]).fullmatch(text):
                keys |= {same_text_key(_SUBJECT + say.format(**match.groupdict())) for say in kind.says}
    return frozenset(keys)


def matched(criteria: Sequence[str], wishes: Sequence[str]) -> Match:
    """Compares a rubric's criteria with the wishes in their canonical wordings."""
    keys = [same_text_key(text) for text in criteria]
    meant = [next((n for n, wish in enumerate(wishes) if key in wordings(wish)), None) for key in keys]
    things = [key if number is None else number for key, number in zip(keys, meant, strict=True)]
    return Match(
        wishes=len(wishes),
        found=len({number for number in meant if number is not None}),
        criteria=len(keys),
        strange=meant.count(None),
        repeated=len(things) - len(set(things)),
    )
