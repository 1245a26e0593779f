"""The benchmark measures what it says: the same questions for all, each in its own order, and every token counted."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.bench.asks import JSON_TOKENS, Asker, requests
from scripts.bench.models import BUNDLED
from scripts.bench.workloads import CRITERION, PROMPT, RESPONSE, Text, Workload, judging
from touchstone.engine import EngineSettings
from touchstone.engine.llama import open_vocab

ROOT = Path(__file__).parents[2]


@pytest.fixture
def asker() -> Iterator[Asker]:
    with contextlib.closing(open_vocab(BUNDLED)) as vocab:
        yield Asker(EngineSettings(BUNDLED, "bench"), vocab)


def works(folder: Path, asker: Asker) -> dict[str, Workload]:
    return {work.name: work for work in judging(folder, Text(asker.count), quick=True)}


def test_made_up_texts_have_the_length_that_they_should(asker: Asker) -> None:
    text = Text(asker.count)
    for tokens in (CRITERION, PROMPT, RESPONSE):
        assert tokens - 6 <= asker.count(text(tokens)) <= tokens


def test_every_form_asks_the_same_questions(tmp_path: Path, asker: Asker) -> None:
    work = works(tmp_path, asker)["a"]
    forms = {form: asker.asks(work, form, "trunk") for form in work.forms}
    assert {form: sum(ask.verdicts for ask in asks) for form, asks in forms.items()} == dict.fromkeys(
        work.forms, 24
    )
    assert all(ask.writes == JSON_TOKENS * 6 for ask in forms["json"])
    last, first = (
        sorted(len(ask.tokens) for ask in forms[form]) for form in ("criterion last", "rubric first")
    )
    assert all(abs(a - b) < 12 for a, b in zip(last, first, strict=True))


def test_the_limit_counts_every_distinct_token_once(tmp_path: Path, asker: Asker) -> None:
    asked = requests(works(tmp_path, asker)["a"], "leaf")
    whole, twice = asker.size(asked), asker.size([*asked, *asked])
    assert whole.distinct == twice.distinct < whole.total == twice.total / 2
    longest = max(
        len(ask.tokens) for ask in asker.asks(works(tmp_path, asker)["a"], "criterion last", "leaf")
    )
    assert 0 < whole.depth < longest


def test_the_command_prints_every_figure(tmp_path: Path) -> None:
    command = ["-m", "scripts.bench_judging", "--quick", "--no-server", "--json"]
    command += ["--models", "bundled", "--work", "a", "e", "--cache", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["workloads"]
    assert found["a"]["computed_over_distinct"] == 1.0
    assert found["a"]["verdicts"] == found["a"]["peers"]["Llama, rubric first"]["asked"] == 24
    assert found["a"]["peers"]["Llama, rubric first"]["computed"] > 3 * found["a"]["computed"]
    assert found["e"]["written_per_s"] > 0
    assert found["e"]["ratio_to_best_peer"] > 0
