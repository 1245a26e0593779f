"""Labels out to a file and in again, what a blind row shows, and how a faulty row is refused with its line."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from touchstone.domain.label import Label, LabelTask
from touchstone.domain.rubric import Criterion, Scale, ScaleLevel
from touchstone.errors import InputError
from touchstone.files.label_files import read_labels, write_labels, write_tasks

ORDINAL = Scale(kind="ordinal", levels=(ScaleLevel(value=1, description="bad"), ScaleLevel(value=2)))


def rows(path: Path, *values: object) -> Path:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return path


def test_labels_come_back(tmp_path: Path) -> None:
    one = Label(
        run="r1",
        sample_id=" s ",
        response_id="r",
        criterion_id="c",
        annotator="Ada",
        label="met",
        seen=True,
        note="a\nb",
        inclusion=0.25,
        stratum="easy",
        created="2026-01-02",
    )
    pair = Label(run="r1", sample_id="s", response_id="p", annotator="Bob", label="tie")
    write_labels(tmp_path / "labels.jsonl", [one, pair])
    first, second = read_labels(tmp_path / "labels.jsonl")
    assert first.item == one.item
    assert (first.label, first.annotator, first.seen, first.note) == ("met", "Ada", True, "a\nb")
    assert (first.inclusion, first.stratum, first.created) == (0.25, "easy", "2026-01-02")
    assert (second.item, second.inclusion, second.stratum) == (("s", "p", None), None, None)


def test_a_blind_row_shows_the_texts_and_asks_for_a_label(tmp_path: Path) -> None:
    task = LabelTask(
        item=("secret-sample", "secret-response", "c"),
        protocol="criteria",
        prompt="Say hello.",
        responses=("Hello.",),
        criterion=Criterion(text="It greets.", scale=ORDINAL),
        choices=("1", "2"),
    )
    pair = LabelTask(
        item=("s", "p", None),
        protocol="pairwise",
        prompt="p",
        responses=("x", "y"),
        choices=("A", "B", "tie"),
    )
    write_tasks(tmp_path / "todo.jsonl", [("k1", task), ("k2", pair)], "ada")
    text = (tmp_path / "todo.jsonl").read_text()
    assert "secret" not in text
    first, second = map(json.loads, text.splitlines())
    assert first == {
        "item": "k1",
        "annotator": "ada",
        "label": None,
        "choices": ["1", "2"],
        "note": "",
        "prompt": "Say hello.",
        "response": "Hello.",
        "criterion": "It greets.",
        "levels": {"1": "bad", "2": ""},
    }
    assert (second["response_a"], second["response_b"]) == ("x", "y")
    read = list(read_labels(tmp_path / "todo.jsonl"))
    assert [(row.key, row.label, row.annotator) for row in read] == [("k1", None, "ada"), ("k2", None, "ada")]


def test_a_level_may_be_a_number_and_a_table_says_false(tmp_path: Path) -> None:
    (row,) = read_labels(rows(tmp_path / "a.jsonl", {"item": "k", "label": 3}))
    assert row.label == "3"
    table = tmp_path / "a.csv"
    table.write_text("item,label,seen,inclusion,annotator\nk, met ,TRUE,0.5,\n")
    (row,) = read_labels(table)
    assert (row.label, row.seen, row.inclusion, row.annotator) == ("met", True, 0.5, None)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"label": "met"}, "no item"),
        ({"sample_id": "s", "label": "met"}, "no item"),
        ({"item": "k", "label": ["met"]}, "label must be text"),
        ({"item": "k", "label": "met", "seen": "perhaps"}, "seen must be true or false"),
        ({"item": "k", "label": "met", "seen": [1]}, "seen must be true or false"),
        ({"item": "k", "label": "met", "inclusion": 0}, "inclusion must be a probability"),
        ({"item": "k", "label": "met", "inclusion": "often"}, "inclusion must be a probability"),
        ({"item": "k", "label": "met", "annotator": "a\u001b[31m"}, "control characters"),
        ({"item": "k", "label": "met", "note": "\ud800"}, "not valid Unicode"),
    ],
)
def test_a_faulty_row_is_refused_with_its_line(tmp_path: Path, fault: object, reason: str) -> None:
    path = rows(tmp_path / "labels.jsonl", {"item": "k", "label": "met"}, fault)
    with pytest.raises(InputError, match=f"line 2: .*{reason}"):
        list(read_labels(path))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["item", "sample_id", "label", "seen", "inclusion", "annotator", "note", "other"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES, JSON))
def test_any_row_is_read_or_refused(tmp_path: Path, row: dict[str, object]) -> None:
    path = rows(tmp_path / "labels.jsonl", row)
    try:
        (read,) = read_labels(path)
    except InputError as refused:
        told = refused.message
    else:
        told = "line 1" if read.key or read.item else ""
    assert "line 1" in told
