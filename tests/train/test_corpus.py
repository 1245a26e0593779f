"""The corpus' promises: labels come from checks, edits do what they say, the splits share nothing."""

import json
import random
from pathlib import Path

import pytest

from scripts.train.corpus.demo import PROMPTS, write_demo
from scripts.train.corpus.draft import new_draft
from scripts.train.corpus.kinds import ASKED, FALLBACKS, TOPIC, Kind
from scripts.train.corpus.sentences import new_world
from scripts.train.corpus.tasks import new_task, respond
from scripts.train.corpus.words import ENDINGS, KEYWORDS, NAMES, OPENINGS, TOPICS, part
from touchstone.files import read_dataset

ALL = (TOPIC, *ASKED, *FALLBACKS)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_kind_meets_and_misses_what_it_checks(kind: Kind) -> None:
    rng = random.Random(7)
    outcomes: dict[bool, list[bool]] = {True: [], False: []}
    for _ in range(60):
        world = new_world("train", rng)
        params = kind.draw(world)
        for wanted in (True, False):
            draft = new_draft(world)
            (kind.meet if wanted else kind.miss)(draft, params)
            outcomes[wanted].append(kind.check(draft.render(), params) == wanted)
    assert sum(outcomes[True]) / 60 > 0.9
    assert sum(outcomes[False]) / 60 > 0.7


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_kind_can_be_worded(kind: Kind) -> None:
    rng = random.Random(1)
    params = kind.draw(new_world("test", rng))
    for template in (*kind.asks, *kind.says):
        text = template.format(**kind.fields(params, rng))
        assert "{" not in text
        assert len(text) < 200


@pytest.mark.parametrize(
    ("name", "text", "params", "met"),
    [
        ("sentences", "One. Two? Three!", {"relation": "exactly", "limit": 3, "style": "words"}, True),
        (
            "sentences",
            "It costs 3.50 euros. P.S. Bye.",
            {"relation": "exactly", "limit": 2, "style": "words"},
            True,
        ),
        ("words", "one two - three", {"relation": "at most", "limit": 3, "style": "words"}, True),
        (
            "paragraphs",
            "Dear Anna,\n\nOne.\n\nTwo.",
            {"relation": "exactly", "limit": 2, "style": "words"},
            True,
        ),
        ("bullets", "List:\n- a\n- b", {"relation": "exactly", "limit": 3, "style": "words"}, False),
        ("contains", "A lanternlike thing", {"word": "lantern"}, False),
        ("contains", "The LANTERN.", {"word": "lantern"}, True),
        ("starts", '"Good news, all is well."', {"phrase": "Good news"}, True),
        ("starts", "Here it is. Good news, all is well.", {"phrase": "Good news"}, False),
        ("ends", "See you soon. Bye.", {"phrase": "See you soon"}, False),
        ("case", "all small 3", {"key": "lower"}, True),
        ("title", "<<The Plan>>\n\nText.", {}, True),
        ("postscript", "Text.\n\nPS - more", {}, False),
    ],
)
def test_checks(name: str, text: str, params: dict[str, str | int], met: bool) -> None:
    kind = next(kind for kind in ALL if kind.name == name)
    assert kind.check(text, params) == met


def test_the_splits_share_nothing() -> None:
    for items in (TOPICS, KEYWORDS, NAMES, OPENINGS, ENDINGS):
        assert not set(part(items, "train")) & set(part(items, "test"))
    for kind in ALL:
        assert not set(part(kind.asks, "train")) & set(part(kind.asks, "test"))
        assert not set(part(kind.says, "train")) & set(part(kind.says, "test"))


def test_a_seed_gives_the_same_corpus() -> None:
    def texts() -> list[str]:
        rng = random.Random(3)
        tasks = [new_task("train", rng) for _ in range(20)]
        return [task.prompt + respond(task, [True] * len(task.asked)) for task in tasks]

    assert texts() == texts()


def test_the_demo_can_be_read_and_its_scores_are_ranked(tmp_path: Path) -> None:
    write_demo(tmp_path / "demo.jsonl", seed=1)
    dataset = read_dataset(tmp_path / "demo.jsonl")
    assert len(dataset.samples) == PROMPTS
    assert not dataset.unknown_fields
    for line in (tmp_path / "demo.jsonl").read_text("utf-8").splitlines():
        scores = [response["score"] for response in json.loads(line)["responses"]]
        assert scores[0] == 1.0 > scores[1] > scores[2]
