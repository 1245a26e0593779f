"""New versions of a rubric: edited, and generated again by a model; and which rubrics a person means."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.homes import write_rows
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError, Interrupted
from touchstone.paths import Home
from touchstone.runner import run_rubrics
from touchstone.runner.rubrics.again import generate_again
from touchstone.runner.rubrics.choice import dataset_named, since_moment
from touchstone.runner.rubrics.edit import save_edited
from touchstone.store import open_store

OLD = Rubric(
    level=RubricLevel.INSTANCE,
    criteria=(Criterion(text="It is short."),),
    prompt="Name a river.",
    provenance=Provenance(source="generated", generator="gone", seed=0),
)


def test_an_edit_is_a_new_version_and_the_old_one_stays(home: Home) -> None:
    with open_store(home.database) as store:
        store.save_rubric(OLD)
        store.approve(OLD.id, "Ada")
        changed = Rubric.model_validate(OLD.model_dump() | {"criteria": [{"text": "It is very short."}]})
        new = save_edited(store, OLD, changed)
        assert new is not None
        assert (new.provenance.source, new.provenance.parent, new.provenance.seed) == ("edited", OLD.id, 0)
        assert store.approval(new.id) is None
        assert store.rubric(OLD.id) == OLD
        assert save_edited(store, OLD, OLD) is None
        # Back to the first form: that rubric is there, with its own lineage.
        again = save_edited(store, new, OLD)
        assert again == OLD


def test_generating_again_gives_another_rubric_each_time(home: Home, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "p.jsonl", [{"prompt": "Name a river.", "reference": "The Rhine."}])
    spec = RunSpec(kind="rubrics", data=str(data), level="instance", allow_unscored=1.0)
    list(run_rubrics(home, spec, threading.Event()))
    with open_store(home.database) as store:
        (made,) = store.list_rubrics()
    first = generate_again(home, made.id, threading.Event())
    second = generate_again(home, made.id[:6], threading.Event())
    assert len({made.id, first.id, second.id}) == 3
    assert {first.prompt, second.prompt} == {"Name a river."}
    assert first.provenance.parent == second.provenance.parent == made.id
    assert first.provenance.seed != second.provenance.seed
    assert first.provenance.temperature
    with open_store(home.database) as store:
        assert [info.id for info in store.made_from(made.id)] == [first.id, second.id]


def test_generating_again_without_data_and_generator_uses_the_prompt_and_the_default(home: Home) -> None:
    with open_store(home.database) as store:
        store.save_rubric(OLD)
    assert generate_again(home, OLD.id, threading.Event()).provenance.generator == "tiny"


def test_generating_again_stops_and_saves_nothing(home: Home) -> None:
    with open_store(home.database) as store:
        store.save_rubric(OLD)
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        generate_again(home, OLD.id, stop)
    with open_store(home.database) as store:
        assert store.count_rubrics() == 1


def test_a_rubric_for_a_whole_file_is_told_how_to_be_made_again(home: Home) -> None:
    common = Rubric(level=RubricLevel.DATASET, criteria=OLD.criteria, provenance=OLD.provenance)
    with open_store(home.database) as store:
        store.save_rubric(common)
    with pytest.raises(InputError) as caught:
        generate_again(home, common.id, threading.Event())
    assert "rubrics generate DATA --level dataset" in caught.value.remedy


NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_days_are_read_as_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    assert since_moment("7d", NOW) == since_moment("7 days", NOW) == "2026-02-25T05:06:07+00:00"
    local = datetime.fromisoformat(since_moment("today", NOW)).astimezone()
    assert (local.hour, local.minute, local.date()) == (0, 0, NOW.astimezone().date())
    date = datetime.fromisoformat(since_moment("2026-01-31", NOW)).astimezone()
    assert (date.hour, date.strftime("%Y-%m-%d")) == (0, "2026-01-31")


@pytest.mark.parametrize("text", ["", "yesterday", "7", "2026-02-31", "99999999d", "-1d", "99999d\x00"])
def test_what_is_no_day_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError, match="is not a day"):
        since_moment(text, NOW)


def test_a_data_file_is_named_by_path_or_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    known = ["/newer/a.jsonl", "/older/a.jsonl", str(tmp_path / "b.jsonl")]
    assert dataset_named(known, "a.jsonl") == "/newer/a.jsonl"
    assert dataset_named(known, "/older/a.jsonl") == "/older/a.jsonl"
    assert dataset_named(known, "./b.jsonl") == known[2]
    with pytest.raises(InputError) as caught:
        dataset_named(known, "bb.jsonl")
    assert "did you mean b.jsonl?" in caught.value.remedy
