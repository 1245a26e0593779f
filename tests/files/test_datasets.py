"""Real, human-labelled data and whole files: what comes in is all there, in the right place."""

import json
from collections import Counter
from pathlib import Path

import pytest

from touchstone.domain.rubric import RubricLevel
from touchstone.errors import InputError
from touchstone.files import MAX_CHARACTERS, read_dataset

DATA = Path(__file__).parent / "data"
EXCERPTS = sorted(DATA.glob("*.jsonl"))


def raw(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", EXCERPTS, ids=lambda path: path.stem)
def test_no_label_of_a_real_file_is_lost(path):
    dataset, rows = read_dataset(path), raw(path)
    labels = [label for sample in dataset.samples for r in sample.responses for label in r.labels]
    pairs = [pair for sample in dataset.samples for pair in sample.pairs]
    assert dataset.rows == len(rows)
    assert not dataset.faults
    assert Counter(label.row_id for label in labels) == Counter(row["id"] for row in rows if "score" in row)
    assert {label.row_id: label.score for label in labels} == {
        r["id"]: r["score"] for r in rows if "score" in r
    }
    assert {pair.id: pair.label for pair in pairs} == {r["id"]: r["label"] for r in rows if "response_a" in r}
    assert [sample.prompt for sample in dataset.samples] == list(dict.fromkeys(row["prompt"] for row in rows))
    assert {sample.group for sample in dataset.samples} == {row["group"] for row in rows}


def test_the_texts_of_a_pair_are_those_of_the_file():
    for row in raw(DATA / "pandalm.jsonl"):
        sample = next(
            sample
            for sample in read_dataset(DATA / "pandalm.jsonl").samples
            if any(pair.id == row["id"] for pair in sample.pairs)
        )
        pair = next(pair for pair in sample.pairs if pair.id == row["id"])
        assert sample.response(pair.a).text == row["response_a"]
        assert sample.response(pair.b).text == row["response_b"]
        assert pair.annotators == tuple(row["annotators"])


def test_rows_of_one_response_become_its_criteria_with_a_label_each():
    dataset = read_dataset(DATA / "summhay_half.jsonl")
    (sample,) = dataset.samples
    assert len(sample.responses) == 2
    assert sum(len(response.rubric.criteria) for response in sample.responses) == dataset.rows == 11
    for response in sample.responses:
        assert [label.criterion_id for label in response.labels] == [c.id for c in response.rubric.criteria]
        assert response.rubric.prompt == sample.prompt
        assert response.rubric.level is RubricLevel.INSTANCE
        assert {label.text for label in response.labels} <= {
            "not_covered",
            "partially_covered",
            "fully_covered",
        }
    levels = sample.responses[0].rubric.criteria[0].scale.levels
    assert [(level.value, level.description) for level in levels] == [
        (0, "not covered"),
        (1, "partially covered"),
        (2, "fully covered"),
    ]


def test_a_criterion_without_descriptions_takes_its_scale_from_the_scores():
    hanna = read_dataset(DATA / "hanna_half.jsonl").samples[0].responses[0]
    assert len(hanna.rubric.criteria) == 6
    assert [level.value for level in hanna.rubric.criteria[0].scale.levels] == [1, 2, 3, 4, 5]
    nq = read_dataset(DATA / "nq301.jsonl").samples[0].responses[0]
    assert nq.rubric.criteria[0].scale.kind == "binary"


def test_a_rubric_on_pairs_is_the_samples():
    for sample in read_dataset(DATA / "hhh_alignment.jsonl").samples:
        assert sample.rubric.prompt == sample.prompt
        assert len(sample.rubric.criteria[0].scale.levels) == 5
        assert all(response.rubric is None for response in sample.responses)


def test_unknown_fields_are_kept_aside_and_named_once():
    assert read_dataset(DATA / "ifeval.jsonl").unknown_fields == ("constraints",)


def test_limit_counts_rows_and_the_digest_is_of_what_was_read(tmp_path):
    path = DATA / "summhay_half.jsonl"
    part = read_dataset(path, limit=3)
    assert part.rows == 3
    assert sum(len(r.labels) for sample in part.samples for r in sample.responses) == 3
    copy = tmp_path / "copy.jsonl"
    copy.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")
    assert read_dataset(copy).digest == part.digest != read_dataset(path).digest


def test_faults_of_single_texts_leave_the_rest(read):
    long = "x" * (MAX_CHARACTERS + 1)
    dataset = read(
        {"prompt": "", "response": "r"},
        {"prompt": "p", "response": long},
        {"prompt": "p", "response": "fine"},
        {"id": "pair", "prompt": "p", "response_a": "fine", "response_b": long, "label": "A"},
        {"prompt": "p\ud800", "response": "r"},
        {"id": "list", "prompt": "q", "responses": ["good", long]},
    )
    assert dict(dataset.faults) == {
        "row-1": "the prompt is empty",
        "row-2": "the response has 400,001 characters; at most 400,000 can be judged",
        "pair": "the response has 400,001 characters; at most 400,000 can be judged",
        "row-5": "the prompt is not valid Unicode (half of a surrogate pair)",
        "list/2": "the response has 400,001 characters; at most 400,000 can be judged",
    }
    assert [[r.id for r in sample.responses] for sample in dataset.samples] == [["row-3"], ["list/1"]]
    assert not dataset.samples[0].pairs
    assert dataset.rows == 6


def test_a_file_without_one_text_that_can_be_judged_is_refused(rows_file):
    with pytest.raises(InputError, match=r"no row can be judged; row-1: the prompt is empty"):
        read_dataset(rows_file({"prompt": " \n", "response": "r"}))


def test_an_empty_response_is_a_response(read):
    (sample,) = read({"prompt": "p", "response": ""}).samples
    assert sample.responses[0].text == ""
