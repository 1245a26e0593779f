"""Rows of questions with answers: what the models are taught is right, whatever the draw."""

import random

import pytest

pytest.importorskip("tokenizers")

from scripts.train.corpus.words import Split
from scripts.train.lessons.rows import ROWS
from touchstone.domain.engine import PAIR_LABELS

pytestmark = pytest.mark.train


def _answers(name: str, seed: int) -> list[str]:
    return [target.pieces[-1][0] for _, target in ROWS[name]("train", random.Random(seed))]


@pytest.mark.parametrize("name", ["pairwise", "meta"])
def test_both_orders_of_a_pair_agree(name: str) -> None:
    seen = set()
    for seed in range(60):
        first, second = _answers(name, seed)
        assert (first, second) in {("A", "B"), ("B", "A"), ("Tie", "Tie")}
        seen.add(first)
    assert seen == {label.spellings[0] for label in PAIR_LABELS}


def test_a_pair_of_rubrics_that_say_the_same_is_a_tie() -> None:
    for seed in range(60):
        (request, target), _ = ROWS["meta"]("train", random.Random(seed))
        middle = next(i for i, piece in enumerate(request.content) if "### Rubric B" in piece)
        rubrics = [
            sorted(text for text in part if text[:1].isalpha() or text[:1] == "'")
            for part in (request.content[3:middle], request.content[middle:])
        ]
        assert (rubrics[0] == rubrics[1]) == (target.pieces[-1][0] == "Tie")


@pytest.mark.parametrize("split", ["train", "test"])
def test_every_kind_of_row_can_be_drawn(split: Split) -> None:
    for draw in ROWS.values():
        for seed in range(5):
            assert all(
                request.content and target.pieces for request, target in draw(split, random.Random(seed))
            )
