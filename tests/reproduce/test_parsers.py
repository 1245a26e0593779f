"""The benchmarks' own rows become labelled datasets; anything malformed is refused with its row."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.reproduce import parsers
from scripts.reproduce.benchmarks import BENCHMARKS, read_rows
from touchstone.errors import InputError
from touchstone.files import read_dataset


def judgement(winner: str, **more: Any) -> dict[str, Any]:
    """A row of MT-Bench's human judgements: two turns, one vote."""
    turns = [("user", "Name a prime."), ("assistant", "{}"), ("user", "Another."), ("assistant", "{}!")]
    said = [[{"role": role, "content": text.format(name)} for role, text in turns] for name in ("7", "9")]
    row = {
        "question_id": 81,
        "model_a": "one",
        "model_b": "two",
        "winner": winner,
        "judge": "expert_1",
        "turn": 1,
    }
    return row | {"conversation_a": said[0], "conversation_b": said[1]} | more


def annotation(preference: int, **more: Any) -> dict[str, Any]:
    """A row of AlpacaFarm's cross-annotations."""
    texts = {"instruction": "Say hello.", "output_1": "Hello.", "output_2": "No."}
    return {**texts, "preference": preference, "annotator_index": 3, "datasplit": "eval"} | more


def result(model: str, score: float, **more: Any) -> dict[str, Any]:
    """A row of BiGGen's human evaluation."""
    return {
        "input": "Plan a trip.",
        "response": f"By {model}.",
        "model_name": model,
        "human_score": score,
    } | more


def rating(**more: Any) -> dict[str, Any]:
    """A row of HelpSteer2."""
    ratings = {"helpfulness": 4, "correctness": 3, "coherence": 4, "complexity": 1, "verbosity": 0}
    return {"prompt": "Explain tides.", "response": "The moon pulls.", **ratings} | more


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_mt_bench_takes_the_majority_of_a_pairs_votes_and_leaves_ties_out(tmp_path: Path) -> None:
    rows = [judgement(winner) for winner in ("model_b", "model_a", "model_b")]
    rows += [judgement("tie", question_id=82)]
    (row,) = parsers.mt_bench(rows)
    assert (row["label"], row["annotators"]) == ("B", ["B", "A", "B"])
    assert row["prompt"] == "Name a prime.\n\nAnother."
    assert (row["response_a"], row["response_b"]) == ("7\n\n7!", "9\n\n9!")
    (sample,) = read_dataset(written(tmp_path / "mt.jsonl", [row])).samples
    assert sample.pairs[0].label == "B"
    assert {response.system for response in sample.responses} == {"one", "two"}


def test_equal_votes_are_settled_as_the_paper_settles_them() -> None:
    rows = [judgement(winner, question_id=n) for n in range(40) for winner in ("model_a", "model_b")]
    labels = [row["label"] for row in parsers.mt_bench(rows)]
    assert labels == [row["label"] for row in parsers.mt_bench(rows)]
    assert {"A", "B"} == set(labels)


def test_alpaca_eval_keeps_its_split_and_every_annotator() -> None:
    rows = [annotation(p) for p in (1, 1, 2, 1, 2)] + [annotation(2, datasplit="train", instruction="Other.")]
    (row,) = parsers.alpaca_eval(rows)
    assert (row["label"], row["annotators"]) == ("A", ["A", "A", "B", "A", "B"])


def test_biggen_pairs_are_of_responses_that_people_scored_apart(tmp_path: Path) -> None:
    rows = [result("x", 4), result("y", 2), result("z", 4.0)]
    pairs = parsers.biggen_pairs(rows)
    assert [(p["system_a"], p["system_b"], p["label"]) for p in pairs] == [("x", "y", "A"), ("y", "z", "B")]
    (scores,) = parsers.biggen_scores(rows)
    (sample,) = read_dataset(written(tmp_path / "biggen.jsonl", [scores])).samples
    assert [response.labels[0].share for response in sample.responses] == [0.75, 0.25, 0.75]


def test_helpsteer2_scores_are_the_mean_of_three_ratings(tmp_path: Path) -> None:
    (row,) = parsers.helpsteer2([rating()])
    assert row["score"] == pytest.approx(11 / 3)
    (sample,) = read_dataset(written(tmp_path / "helpsteer.jsonl", [row])).samples
    assert sample.responses[0].labels[0].score_max == 4


@pytest.mark.parametrize(
    ("benchmark", "row", "said"),
    [
        ("mtbench", judgement("model_c"), "row 1: the winner 'model_c'"),
        ("mtbench", judgement("tie", conversation_a="text"), "row 1: the field 'conversation_a' is 'text'"),
        ("mtbench", judgement("tie", conversation_b=["text"]), "row 1: the field 'role' is missing"),
        ("alpacaeval", annotation(3), "row 1: the preference 3"),
        ("alpacaeval", annotation(1, output_2=None), "row 1: the field 'output_2' is missing"),
        ("biggen", result("x", 6), "row 1: the human_score 6"),
        ("biggen-scores", result("x", True), "row 1: the field 'human_score' is True"),
        ("helpsteer2", rating(coherence="4"), "row 1: the field 'coherence' is '4'"),
        ("helpsteer2", rating(correctness=5), "row 1: a rating is not between 0 and 4"),
    ],
)
def test_a_malformed_row_is_refused_with_its_place(benchmark: str, row: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        BENCHMARKS[benchmark].parse([row])
    assert said in refused.value.message
    assert refused.value.remedy


@pytest.mark.parametrize("text", ["", "{", "{}", "[]"])
def test_a_file_without_rows_is_refused(tmp_path: Path, text: str) -> None:
    for name in ("rows.json", "rows.parquet"):
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError):
            read_rows(tmp_path / name)
