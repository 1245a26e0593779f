"""The world that refining is shown in, its planted faults, and what counts as the same wish."""

import random
from pathlib import Path

import pytest

pytest.importorskip("tokenizers")
from scripts.refine import world
from scripts.refine.corruption import RATES, corrupted, faulty_kinds, reworded
from scripts.refine.matching import Match, matched
from scripts.train.corpus.kinds import KINDS, Constraint
from scripts.train.corpus.tasks import new_task
from touchstone.files import read_dataset

pytestmark = pytest.mark.train


def _wishes_of(row: dict[str, object]) -> int:
    return len(row["constraints"])  # type: ignore[arg-type]


def test_responses_miss_as_many_wishes_as_their_gold_says() -> None:
    made = world.rows("test", 12, 3)
    assert len({row["group"] for row in made}) == 12
    for row in made:
        wishes = _wishes_of(row)
        assert 3 <= wishes <= 6
        missed = sorted(round((1 - each["score"]) * wishes) for each in row["responses"])
        assert missed == sorted(world.MISSED)


def test_what_is_missed_is_dealt_out_in_turn() -> None:
    hands = world.dealt(6, random.Random(0))
    assert [len(hand) for hand in hands] == list(world.MISSED)
    assert len(frozenset().union(*hands)) == min(6, sum(world.MISSED))
    assert not hands[1] & hands[2]


def test_rows_are_the_same_for_a_seed_and_others_for_another() -> None:
    assert world.rows("test", 3, 1) == world.rows("test", 4, 1)[:3]
    assert not {row["prompt"] for row in world.rows("test", 5, 1)} & {
        row["prompt"] for row in world.rows("test", 5, 2)
    }


def test_the_dataset_reader_takes_the_rows(tmp_path: Path) -> None:
    world.write(tmp_path / "data.jsonl", "test", 4, 0)
    dataset = read_dataset(tmp_path / "data.jsonl")
    assert dataset.unknown_fields == ("constraints",)
    assert [len(sample.responses) for sample in dataset.samples] == [5] * 4
    assert all(response.labels for sample in dataset.samples for response in sample.responses)


def test_faults_come_as_often_as_they_should() -> None:
    rng = random.Random(0)
    wishes = dropped = repeated = invented = 0
    for _ in range(1500):
        task = new_task("train", rng, world.BESIDE_TOPIC)
        whole = [each.canonical() for each in (task.topic, *task.asked)]
        match = matched(corrupted(task, rng), whole)
        wishes += match.wishes
        dropped += match.wishes - match.found
        repeated += match.repeated
        invented += match.strange
    found = {"dropped": dropped / wishes, "repeated": repeated / wishes, "invented": invented / wishes}
    assert found == pytest.approx(dict(RATES), abs=0.025)


def test_no_kind_has_two_faults() -> None:
    kinds = [name for names in faulty_kinds().values() for name in names]
    assert len(kinds) == len(set(kinds))
    assert "topic" not in kinds


def test_a_wish_is_found_in_other_words() -> None:
    word = Constraint(KINDS["contains"], {"word": "lamp"})
    wishes = [word.canonical(), Constraint(KINDS["no digits"], {}).canonical()]
    other = Constraint(KINDS["contains"], {"word": "lamps"}).canonical()
    rubric = [word.canonical(), reworded(word), other, other]
    assert matched(rubric, wishes) == Match(wishes=2, found=1, criteria=4, strange=2, repeated=2)
