"""All kinds of row that training knows, and how to draw one from a mix."""

import random
from collections.abc import Mapping

from scripts.train.corpus.words import Split
from scripts.train.lessons import comparing, generating, judging, longer
from scripts.train.lessons.judging import Pairs

ROWS = {**judging.ROWS, **generating.ROWS, **longer.ROWS, "meta": comparing.meta}


def draw_row(mix: Mapping[str, float], split: Split, rng: random.Random) -> Pairs:
    """One row of a random kind, by the shares of the mix."""
    name = rng.choices(list(mix), list(mix.values()))[0]
    return ROWS[name](split, rng)
