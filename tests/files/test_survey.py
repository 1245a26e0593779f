import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.errors import InputError, Interrupted
from touchstone.files import read_dataset, survey


def write(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_what_a_sound_file_holds(tmp_path: Path) -> None:
    path = write(
        tmp_path / "d.jsonl",
        {"question": "Q1", "output": "a", "model": "one", "score": 1, "colour": "red", "subset": "easy"},
        {"question": "Q1", "output": "b", "model": "two", "score": 0, "subset": "easy"},
        {
            "question": "Q2",
            "output": "c",
            "model": "one",
            "reference": "R",
            "rubric": {"criteria": "Is it good?"},
        },
    )
    found = survey(path)
    assert found.is_sound
    assert (found.rows, found.samples, found.responses, found.pairs, found.labelled) == (3, 2, 3, 1, 2)
    assert (found.references, found.own_rubrics) == (1, 1)
    assert found.systems == ("one", "two")
    assert found.subsets == ("easy",)
    assert found.fields["question"] == "prompt"
    assert found.fields["output"] == "response"
    assert found.fields["colour"] is None
    assert found.first is not None
    assert found.first.prompt == "Q1"


def test_every_broken_line_is_named(tmp_path: Path) -> None:
    path = write(
        tmp_path / "d.jsonl",
        {"prompt": "p", "response": "r"},
        '{"prompt": "p", ',
        {"response": "r"},
        [1],
        {"prompt": "q", "response": 7},
        {"prompt": "", "response": "r"},
    )
    found = survey(path)
    assert not found.is_sound
    assert found.rows == 6
    assert [
        f"line {number}" in error.message for number, error in zip((2, 3, 4, 5), found.errors, strict=True)
    ]
    assert all(error.remedy for error in found.errors)
    assert found.error_count == 4
    assert found.unjudgeable == [("row-6", "the prompt is empty")]


def test_errors_over_all_rows_are_found_too(tmp_path: Path) -> None:
    path = write(
        tmp_path / "d.jsonl",
        {"id": "x", "prompt": "p", "response": "r"},
        {"id": "x", "prompt": "q", "response": "r"},
    )
    found = survey(path)
    assert not found.is_sound
    assert "given to another prompt" in found.errors[0].message


def test_a_file_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    assert "there is no file" in survey(tmp_path / "none.jsonl").errors[0].message


def test_it_can_be_stopped(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        survey(write(tmp_path / "d.jsonl", {"prompt": "p"}), stop=stop)


ROWS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {},
            optional={
                "id": st.sampled_from(["a", "b"]),
                "prompt": st.sampled_from(["p", "q", "", 3]),
                "response": st.sampled_from(["r", "", None, []]),
                "score": st.sampled_from([0, 1, "x"]),
                "group": st.sampled_from(["g", "h"]),
                "odd": st.just(1),
            },
        ),
        st.sampled_from(["{", "[]", "nul"]),
    ),
    max_size=6,
)


@given(rows=ROWS)
def test_a_survey_is_sound_just_where_the_file_can_be_read(
    rows: list[object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.mktemp("rows") / "d.jsonl", *rows)
    found = survey(path)
    try:
        dataset = read_dataset(path)
    except InputError:
        assert not found.is_sound
        return
    assert found.is_sound
    assert found.samples == len(dataset.samples)
    assert found.unjudgeable_count == len(dataset.faults)
