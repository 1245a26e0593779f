"""Rubrics as lists: every filter by itself, with others, and with a search; versions; what there is to choose."""

import sqlite3
from pathlib import Path

import pytest

from tests.store.conftest import rubric
from touchstone.domain.rubric import RubricLevel
from touchstone.domain.run import RunInfo, RunSpec
from touchstone.store import Store, open_store
from touchstone.store.migrations import APPLICATION_ID, migrations

FRUIT = rubric("Names three fruits.", prompt="Name fruits.", generator="small")
SKY = rubric("Explains the sky.", prompt="Why is it blue?", generator="large")
COMMON = rubric("Is polite.")
EDITED = rubric("Names three ripe fruits.", prompt="Name fruits.", source="edited", parent=FRUIT.id)


def _run(store: Store, data: str) -> RunInfo:
    spec = RunSpec(kind="judge", data=data, protocol="criteria")
    return store.create_run(spec, dataset_digest="d", marks=(), models={})


@pytest.fixture
def listed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Four rubrics of four days in January; the second is approved; two runs over two files."""
    for day, each in enumerate((FRUIT, SKY, COMMON, EDITED), start=1):
        monkeypatch.setattr("touchstone.store.rubrics.now", lambda day=day: f"2026-01-0{day}T12:00:00+00:00")
        store.save_rubric(each)
    store.approve(SKY.id, "Ada")
    first, second = _run(store, "/data/fruit.jsonl"), _run(store, "/data/all.jsonl")
    store.link_rubrics(first.id, {"a": [FRUIT.id]})
    store.link_rubrics(second.id, {"a": [FRUIT.id, COMMON.id], "b": [SKY.id, COMMON.id]})
    return store


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [EDITED, COMMON, SKY, FRUIT]),
        ({"level": RubricLevel.DATASET}, [COMMON]),
        ({"dataset": "/data/fruit.jsonl"}, [FRUIT]),
        ({"dataset": "/data/all.jsonl"}, [COMMON, SKY, FRUIT]),
        ({"dataset": "/data/none.jsonl"}, []),
        ({"generator": "large"}, [SKY]),
        ({"since": "2026-01-03T00:00:00+00:00"}, [EDITED, COMMON]),
        ({"approved": True}, [SKY]),
        ({"approved": False}, [EDITED, COMMON, FRUIT]),
        ({"search": "fruit"}, [EDITED, FRUIT]),
        ({"search": "fruit", "since": "2026-01-02T00:00:00+00:00", "approved": False}, [EDITED]),
        ({"search": "sky", "generator": "large", "dataset": "/data/all.jsonl", "approved": True}, [SKY]),
        ({"search": "sky", "generator": "small"}, []),
        ({"search": None, "level": None, "approved": None}, [EDITED, COMMON, SKY, FRUIT]),
    ],
)
def test_filters_narrow_the_list_and_its_count(listed: Store, filters: dict, found: list) -> None:
    assert [info.id for info in listed.list_rubrics(**filters)] == [each.id for each in found]
    assert listed.count_rubrics(**filters) == len(found)


def test_pages_of_a_filtered_list_join_to_the_whole(listed: Store) -> None:
    pages = [listed.list_rubrics(approved=False, limit=1, offset=offset) for offset in range(4)]
    assert [info.id for page in pages for info in page] == [EDITED.id, COMMON.id, FRUIT.id]


def test_what_there_is_to_filter_by(listed: Store) -> None:
    _run(listed, "/data/without-rubrics.jsonl")
    assert listed.rubric_datasets() == ["/data/all.jsonl", "/data/fruit.jsonl"]
    assert listed.rubric_generators() == ["large", "small"]


def test_versions_are_found_from_the_parent(listed: Store) -> None:
    assert [info.id for info in listed.made_from(FRUIT.id)] == [EDITED.id]
    assert listed.made_from(EDITED.id) == []
    assert listed.rubric_info(EDITED.id[:6]).first == "Names three ripe fruits."


def test_an_older_database_learns_the_parents(path: Path) -> None:
    path.parent.mkdir()
    older = sqlite3.connect(path)
    for number, script in migrations():
        if number < 5:
            older.executescript(script)
    older.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    older.execute("PRAGMA user_version = 4")
    insert = "INSERT INTO rubrics (id, body, level, criteria, first, source, demo_model, created) "
    for each in (FRUIT, EDITED):
        values = (each.id, each.model_dump_json(), each.level, 1, each.criteria[0].text, "file", 0, "2026")
        older.execute(f"{insert} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    older.commit()
    older.close()
    with open_store(path) as store:
        assert [info.id for info in store.made_from(FRUIT.id)] == [EDITED.id]
        assert store.count_rubrics(approved=False) == 2
