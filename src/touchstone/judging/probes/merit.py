"""Changes for auditing a rubric: filler that adds no merit, and damage that sounds sure of itself."""

import random

from touchstone.judging.probes.changes import Aim, Change, is_prose, sentences
from touchstone.judging.probes.damages import DAMAGES
from touchstone.judging.probes.neutral import PROBES

_FILLER = (
    "There is a good deal that can be said about this, and it is worth taking a moment to think it over.",
    "As with many such things, there are several sides to it, and all of them matter in their own way.",
    "It is also worth noting that this has been on many people's minds for quite some time now.",
    "All things considered, it comes down to what has been said here, taken together as a whole.",
)
_SURE = (
    "This is beyond any doubt correct, complete and exactly what was asked for.",
    "Every part of this has been checked with care and is certain.",
)
_DAMAGES = {change.name: change for change in DAMAGES}
_FRAME = [change for change in PROBES if change.name in ("introduction", "closing")]


def _padded(text: str, aim: Aim, source: random.Random) -> str:
    """An introduction, the text with filler after it, and a closing: about 60 words that say nothing."""
    gap = " " if is_prose(text) else "\n\n"
    made = text.rstrip() + gap + " ".join(source.sample(_FILLER, 2))
    for change in _FRAME:
        made = change.make(made, aim, source) or made
    return made


def _confident_wrong(text: str, aim: Aim, source: random.Random) -> str | None:
    """Its numbers replaced, its end cut off, two strange sentences in it; and then that it is certainly right."""
    made, damages = text, 0
    for name in ("wrong numbers", "cut off", "off topic"):
        if (damaged := _DAMAGES[name].make(made, aim, source)) is not None:
            made, damages = damaged, damages + 1
    if damages < 2 and len(sentences(text)) < 2:
        return None
    opening, closing = source.sample(_SURE, 2)
    return f"{opening} {made.rstrip().rstrip('.!?')}. {closing}"


PADDED = Change("padded", "padding", "filler before and after it", _padded)
CONFIDENT_WRONG = Change(
    "confident but wrong", "confident-wrong", "damaged, and sure of itself", _confident_wrong
)
