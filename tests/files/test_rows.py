"""Rows in all accepted forms, merged into samples; and the refusals, each with its remedy."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from touchstone.domain.rubric import RubricLevel
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.files.fields import SYNONYMS


@pytest.mark.parametrize("name", ["input", "instruction", "query", "question", "user_input"])
def test_other_names_of_the_prompt(read, name):
    assert read({name: "p"}).samples[0].prompt == "p"


@pytest.mark.parametrize("name", ["output", "answer", "completion", "actual_output", "submission"])
@pytest.mark.parametrize("system", ["model", "model_name", "source"])
def test_other_names_of_the_response_and_its_system(read, name, system):
    (response,) = read({"prompt": "p", name: "r", system: "s"}).samples[0].responses
    assert (response.text, response.system) == ("r", "s")


@pytest.mark.parametrize("name", ["reference_answer", "expected", "expected_output", "target", "ideal"])
def test_other_names_of_the_reference(read, name):
    assert read({"prompt": "p", name: "x"}).samples[0].reference == "x"


def test_two_names_for_one_field(read):
    dataset = read({"prompt": "p", "question": "q", "output": "r", "model": "m", "source": "web"})
    assert dataset.samples[0].prompt == "p"
    assert dataset.samples[0].responses[0].system == "m"
    assert dataset.unknown_fields == ("question", "source")
    assert (
        read({"instruction": "Translate.", "input": "oui", "output": "yes"}).samples[0].prompt
        == "Translate.\n\noui"
    )
    assert read({"instruction": "Sing.", "input": "", "output": "la"}).samples[0].prompt == "Sing."
    assert read({"prompt": "p", "source": "web"}).unknown_fields == ("source",)
    with pytest.raises(InputError, match="output and answer are both names for the response"):
        read({"prompt": "p", "output": "r", "answer": "s"})


def test_messages(read):
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    (sample,) = read({"messages": turns, "response": "Hello"}).samples
    assert (sample.system_prompt, sample.prompt) == ("Be brief.", "Hi")
    later = [
        *turns,
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": [{"type": "text", "text": "Bye"}]},
    ]
    assert read({"prompt": later}).samples[0].prompt == "User: Hi\n\nAssistant: Hello\n\nUser: Bye"
    (sample,) = read({"id": "x", "messages": later[:3]}).samples
    assert (sample.prompt, sample.responses[0].text) == ("Hi", "Hello")
    with pytest.raises(InputError, match="messages must be a list of messages with role and content"):
        read({"messages": [{"role": "user"}]})


def test_a_list_of_responses(read):
    (sample,) = read(
        {
            "id": "q",
            "prompt": "p",
            "score_max": 5,
            "score_min": 1,
            "responses": [
                {"system": "a", "response": "one", "score": 4, "id": "first"},
                {
                    "model": "b",
                    "output": "two",
                    "score": 0.5,
                    "score_min": 0,
                    "score_max": 1,
                    "label": "half",
                },
                "three",
            ],
        }
    ).samples
    assert [(r.id, r.system, r.text) for r in sample.responses] == [
        ("first", "a", "one"),
        ("q/2", "b", "two"),
        ("q/3", None, "three"),
    ]
    one, two, three = sample.responses
    assert (one.labels[0].score, one.labels[0].score_min, one.labels[0].score_max) == (4, 1, 5)
    assert (two.labels[0].score_max, two.labels[0].text) == (1, "half")
    assert not three.labels


def test_a_preference_between_two_listed_responses(read):
    row = {
        "id": "q",
        "prompt": "p",
        "responses": [{"system": "a", "response": "1"}, {"system": "b", "response": "2"}],
    }
    (pair,) = read({**row, "winner": "model_b"}).samples[0].pairs
    assert (pair.id, pair.a, pair.b, pair.label) == ("q", "q/1", "q/2", "B")
    assert not read(row).samples[0].pairs


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ({"label": "A"}, "A"),
        ({"label": " b "}, "B"),
        ({"winner": "model_a"}, "A"),
        ({"winner": "tie (bothbad)"}, "tie"),
        ({"label": "Tie", "winner": "tie"}, "tie"),
        ({"label": None}, None),
        ({"label": ""}, None),
        ({}, None),
    ],
)
def test_preferences(read, given, label):
    (sample,) = read({"prompt": "p", "response_a": "x", "response_b": "y", "model_a": "m", **given}).samples
    assert sample.pairs[0].label == label
    assert [r.system for r in sample.responses] == ["m", None]


def test_chosen_and_rejected(read):
    (sample,) = read(
        {"id": "1", "prompt": "p", "chosen": "good", "rejected": "bad", "annotators": ["a", "model_b"]}
    ).samples
    (pair,) = sample.pairs
    assert (sample.response(pair.a).text, sample.response(pair.b).text, pair.label) == ("good", "bad", "A")
    assert pair.annotators == ("A", "B")


def test_rows_merge_by_prompt_and_response(read):
    polite, short = (
        {"criteria": "Is it polite?"},
        {"criteria": "How short is it?", "scores": {"2": "short", "1": "long"}},
    )
    dataset = read(
        {"prompt": "p", "response": "r", "system": "m", "score": 1, "rubric": polite},
        {"prompt": "other", "response": "r"},
        {"prompt": "p", "response": "r", "system": "m", "score": 2, "rubric": short},
        {"prompt": "p", "response": "r", "system": "m", "score": 0, "rubric": polite},
        {"prompt": "p", "response": "r", "system": "n"},
        {"prompt": "p", "response": "r", "reference": "x"},
    )
    assert [sample.id for sample in dataset.samples] == ["row-1", "row-2", "row-6"]
    merged, other = dataset.samples[0].responses
    assert [c.text for c in merged.rubric.criteria] == ["Is it polite?", "How short is it?"]
    assert [level.value for level in merged.rubric.criteria[1].scale.levels] == [1, 2]
    ids = [c.id for c in merged.rubric.criteria]
    assert [(label.row_id, label.criterion_id) for label in merged.labels] == [
        ("row-1", ids[0]),
        ("row-3", ids[1]),
        ("row-4", ids[0]),
    ]
    assert (other.id, other.rubric) == ("row-5", None)
    assert dataset.samples[0].group == dataset.samples[2].group != dataset.samples[1].group


def test_own_response_ids_keep_equal_texts_apart(read):
    row = {"id": "q", "prompt": "p", "response": "same"}
    (sample,) = read(
        {**row, "response_id": "x"}, {**row, "response_id": "y"}, row, {**row, "response": "t"}
    ).samples
    assert [r.id for r in sample.responses] == ["x", "y", "q", "q/2"]


def test_pairs_share_responses(read):
    rubric = {"criteria": "Is it right?"}
    (sample,) = read(
        {"id": "1", "prompt": "p", "response_a": "x", "response_b": "y", "label": "A", "rubric": rubric},
        {"id": "2", "prompt": "p", "response_a": "y", "response_b": "z", "label": "tie", "rubric": rubric},
    ).samples
    assert [r.id for r in sample.responses] == ["1/a", "1/b", "2/b"]
    assert [(pair.a, pair.b) for pair in sample.pairs] == [("1/a", "1/b"), ("1/b", "2/b")]
    assert sample.rubric.criteria[0].text == "Is it right?"


def test_pair_rubrics_that_differ_go_to_the_responses(read):
    row = {"prompt": "p", "response_a": "x"}
    (sample,) = read(
        {**row, "response_b": "y", "rubric": {"criteria": "One?"}},
        {**row, "response_b": "z", "rubric": {"criteria": "Two?"}},
    ).samples
    assert sample.rubric is None
    assert [[c.text for c in r.rubric.criteria] for r in sample.responses] == [
        ["One?", "Two?"],
        ["One?"],
        ["Two?"],
    ]


def test_a_rubric_in_touchstones_form(read):
    rubric = {
        "touchstone": 1,
        "criteria": [
            {"text": "Is it safe?", "guard": True, "level": "dataset"},
            {"text": "Rude?", "weight": -1},
        ],
    }
    (sample,) = read({"prompt": "p", "rubric": rubric}).samples
    assert [(c.guard, c.weight, c.level) for c in sample.rubric.criteria] == [
        (True, 1.0, RubricLevel.DATASET),
        (False, -1.0, RubricLevel.INSTANCE),
    ]
    assert sample.rubric.prompt == "p"
    (sample,) = read({"prompt": "p", "response": "r", "score": 1, "rubric": rubric}).samples
    assert sample.responses[0].labels[0].criterion_id is None


def test_a_score_takes_its_scale_from_the_levels(read):
    rubric = {"criteria": "How good?", "scores": {"1": "bad", "5": "good"}}
    (response,) = read({"prompt": "p", "response": "r", "score": "4", "rubric": rubric}).samples[0].responses
    assert (response.labels[0].score_min, response.labels[0].score_max) == (1, 5)


def test_numbers_in_label(read):
    (response,) = read({"prompt": "p", "response": "r", "label": True}).samples[0].responses
    assert (response.labels[0].score, response.labels[0].text) == (1.0, None)
    dataset = read({"prompt": "p", "response": "r", "label": "funny"})
    assert dataset.unknown_fields == ("label",)


def test_subset_and_system_prompt(read):
    row = {"prompt": "p", "system_prompt": "s", "subset": "one"}
    (sample,) = read({**row, "response": "r"}, {**row, "response": "t"}).samples
    assert (sample.subset, sample.system_prompt) == ("one", "s")
    (sample,) = read({**row, "response": "r"}, {**row, "response": "t", "subset": "two"}).samples
    assert sample.subset is None


PAIR = {"prompt": "p", "response_a": "x", "response_b": "y"}
POINT = {"prompt": "p", "response": "r"}


@pytest.mark.parametrize(
    ("row", "message", "remedy"),
    [
        ({"response": "r"}, "no prompt", "prompt"),
        ({"promt": "p", "response": "r"}, "no prompt", "it has 'promt': did you mean 'prompt'?"),
        ({"Prompt": "p"}, "no prompt", "did you mean 'prompt'?"),
        ({"prompt": None, "response": "r"}, "no prompt", "prompt"),
        ({"question": 3}, "question (prompt) must be text, not a number", "string"),
        ({**POINT, "source": {}}, "source (system) must be text or a whole number, not an object", "correct"),
        ({"prompt": 3}, "prompt must be text, not a number", "string"),
        ({"prompt": "p", "reponse": "r"}, "no response", "it has 'reponse': did you mean 'response'?"),
        ({"prompt": "p", "score": 1}, "no response for its score", "response"),
        ({"prompt": "p", "label": "A"}, "no response for its label", "response"),
        ({**POINT, "response": ["r"]}, "response must be text, not a list", "string"),
        ({**POINT, "score": "good"}, "score must be a number, not 'good'", "number"),
        ({**POINT, "score": 4}, "the score 4 is outside 0 to 1", "score_min and score_max"),
        (
            {**POINT, "score": 1, "score_min": 5, "score_max": 5},
            "score_min 5 is not below score_max 5",
            "scale",
        ),
        ({**POINT, "score": 1, "annotators": "x"}, "annotators is not valid JSON", "JSON"),
        ({**POINT, "id": 1.5}, "id must be text or a whole number", "correct"),
        ({**POINT, "id": "\ud800"}, "id is not valid Unicode", "correct"),
        ({**POINT, "response_a": "x", "response_b": "y"}, "several forms at once", "response_a"),
        ({**PAIR, "label": "C"}, "the label 'C' is none of A, B and tie", "label"),
        ({**PAIR, "label": 1}, "the label 1 is none of A, B and tie", "label"),
        ({**PAIR, "label": "A", "winner": "b"}, "label and winner say different things", "keep"),
        ({"prompt": "p", "response_a": "x", "label": "A"}, "no response_b", "both response_a and response_b"),
        ({"prompt": "p", "response_a": "x", "responseb": "y"}, "no response_b", "did you mean 'response_b'?"),
        ({"prompt": "p", "chosen": "x"}, "no rejected", "both chosen and rejected"),
        ({"prompt": "p", "responses": "x"}, "responses is not valid JSON", "JSON"),
        ({"prompt": "p", "responses": [{"system": "m"}]}, "response 1: no response", "response"),
        ({"prompt": "p", "responses": [3]}, "responses must be objects or texts", "system"),
        ({**POINT, "rubric": {"criteria": "x", "score": {}}}, "unknown key 'score'", "scores"),
        ({**POINT, "rubric": {"criteria": ""}}, "criteria must be a text", "criteria"),
        ({**POINT, "rubric": {"criteria": "x", "scores": {"1": "bad"}}}, "at least two levels", "level 1"),
        ({**POINT, "rubric": {"criteria": "x", "scores": {"low": "bad"}}}, "whole numbers", "level 1"),
        ({**POINT, "rubric": "be nice"}, "rubric is not valid JSON", "rubric"),
    ],
)
def test_a_missing_or_malformed_field_is_refused_with_its_line(rows_file, row, message, remedy):
    path = rows_file({"prompt": "first"}, row)
    with pytest.raises(InputError) as caught:
        read_dataset(path)
    assert str(path) in caught.value.message
    assert "line 2" in caught.value.message
    assert message in caught.value.message
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [{"id": 1, "prompt": "p"}, {"id": "1", "prompt": "q"}],
            "line 2: the id '1' is given to another prompt",
        ),
        (
            [{"group": "a", "prompt": "p"}, {"group": "b", "prompt": "p"}],
            "line 2: group 'b', but the same prompt",
        ),
        (
            [{**POINT, "response_id": "x"}, {**POINT, "response_id": "x", "response": "s"}],
            "line 2: the response id 'x' is another response's",
        ),
    ],
)
def test_clashes_between_rows_are_refused(read, rows, message):
    with pytest.raises(InputError, match=message):
        read(*rows)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from([*SYNONYMS, "other"])


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(names, json_values, max_size=6), min_size=1, max_size=4))
def test_any_row_is_read_or_refused_in_two_lines(tmp_path, rows):
    path = tmp_path / "any.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    try:
        dataset = read_dataset(path)
    except InputError as error:
        lines = str(error).splitlines()
    else:
        lines = ["read", "whole"]
        assert dataset.rows == len(rows)
        for sample in dataset.samples:
            assert all(sample.response(pair.a) and sample.response(pair.b) for pair in sample.pairs)
    assert len(lines) == 2
