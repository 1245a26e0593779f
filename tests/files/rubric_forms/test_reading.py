"""The forms of other projects as their files are, what does not come along, and mistakes named with their place."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from touchstone.domain.rubric import Criterion, RubricLevel, Scale
from touchstone.errors import InputError
from touchstone.files.rubric_forms import FORMS, ReadFile, read_rubric_file


def read(tmp_path: Path, name: str, content: object, form: str = "auto") -> ReadFile:
    """What a file of that content gives."""
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, "utf-8")
    elif path.suffix == ".jsonl":
        assert isinstance(content, list)
        path.write_text("".join(json.dumps(row) + "\n" for row in content), "utf-8")
    else:
        path.write_text(json.dumps(content), "utf-8")
    return read_rubric_file(path, form)


def said(found: ReadFile) -> list[tuple[str, float]]:
    (rubric,) = found.rubrics
    return [(each.text, each.weight) for each in rubric.criteria]


OPTIONS = [
    {"label": "Bad", "value": 0.0},
    {"label": "Fair", "value": 0.4},
    {"label": "Good", "value": 1.0},
    {"label": "No claims made", "value": 0.0, "na": True},
]


def test_autorubric_criteria_with_options(tmp_path: Path) -> None:
    rows = [
        {"name": "facts", "requirement": "It is right.", "options": OPTIONS, "aggregation": "median"},
        {"weight": -5, "requirement": "It insults.", "name": None},
    ]
    found = read(tmp_path, "r.json", rows)
    assert (found.form, said(found)) == ("autorubric", [("It is right.", 10.0), ("It insults.", -5.0)])
    first = found.rubrics[0].criteria[0]
    assert first.name == "facts"
    assert [(level.value, level.description, level.score) for level in first.scale.levels] == [
        (1, "Bad", 0.0),
        (2, "Fair", 0.4),
        (3, "Good", 1.0),
    ]
    assert found.rubrics[0].level is RubricLevel.DATASET
    assert [note.split(" is ")[0].split(" are ")[0] for note in found.notes] == [
        "how judges",
        "an option for what",
    ]
    assert all("r.json, line 1, criterion 1" in note for note in found.notes)


def test_autorubric_options_are_put_in_order_and_evenly_spread_ones_need_no_scores(tmp_path: Path) -> None:
    options = [{"label": "3", "value": 1.0}, {"label": "2", "value": 0.5}, {"label": "1", "value": 0.0}]
    found = read(tmp_path, "r.json", [{"requirement": "Good?", "options": options, "scale_type": "nominal"}])
    scale = found.rubrics[0].criteria[0].scale
    assert [(level.value, level.description, level.score) for level in scale.levels] == [
        (1, "", None),
        (2, "", None),
        (3, "", None),
    ]
    assert any("without an order" in note for note in found.notes)


@pytest.mark.parametrize(
    "content",
    [
        {"rubric": [{"requirement": "A?", "weight": 1}]},
        {"sections": [{"criteria": [{"requirement": "A?", "weight": 1}]}]},
        {"rubric": {"sections": [{"criteria": [{"requirement": "A?", "weight": 1}]}]}},
        [{"criteria": [{"requirement": "A?", "weight": 1}]}],
        {"guidelines": "Be strict.", "criteria": [{"requirement": "A?", "weight": 1}]},
    ],
)
def test_autorubric_containers(tmp_path: Path, content: object) -> None:
    found = read(tmp_path, "r.json", content)
    assert (found.form, said(found)) == ("autorubric", [("A?", 1.0)])
    assert any("guidelines" in note for note in found.notes) == ("guidelines" in str(content))


def test_an_autorubric_dataset_gives_its_rubrics_and_no_submissions(tmp_path: Path) -> None:
    item = {"submission": "text", "description": "d", "ground_truth": ["MET"]}
    content = {
        "name": "essays",
        "prompt": "Write.",
        "rubric": [{"requirement": "A?", "weight": 1}],
        "items": [item, {**item, "prompt": "Other.", "rubric": [{"requirement": "B?", "weight": 1}]}],
    }
    found = read(tmp_path, "r.json", content)
    assert [(rubric.prompt, rubric.criteria[0].text) for rubric in found.rubrics] == [
        (None, "A?"),
        ("Other.", "B?"),
    ]
    assert any("submissions" in note and "2 times" in note for note in found.notes)


def test_yaml(tmp_path: Path) -> None:
    first = "- requirement: Names Paris\n  weight: 2\n  name: city\n"
    text = first + "- requirement: |\n    Two\n    lines\n  weight: -1.5\n"
    found = read(tmp_path, "r.yaml", text)
    assert (found.form, said(found)) == ("autorubric", [("Names Paris", 2.0), ("Two\nlines", -1.5)])
    plain = read(tmp_path, "r.yml", "- weight: 1\n  requirement: A\n")
    assert plain.form == "rubric"


def test_healthbench_rows(tmp_path: Path) -> None:
    row = {
        "prompt_id": "x",
        "prompt": [{"role": "user", "content": "I cough."}],
        "rubrics": [
            {"criterion": "Asks for how long.", "points": 5, "tags": ["level:example", "axis:completeness"]},
            {"criterion": "Frightens.", "points": -3, "tags": []},
        ],
        "example_tags": ["theme:x"],
    }
    turns = [
        {"role": "system", "content": "s"},
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b"},
        {"role": "user", "content": "c"},
    ]
    found = read(tmp_path, "r.jsonl", [row, {**row, "prompt": turns}])
    assert found.form == "healthbench"
    first, second = found.rubrics
    assert (first.prompt, first.level) == ("I cough.", RubricLevel.INSTANCE)
    assert first.criteria[0].tags == ("level:example", "axis:completeness")
    assert [each.weight for each in first.criteria] == [5, -3]
    assert second.prompt == "User: a\n\nAssistant: b\n\nUser: c"
    told = " ".join(found.notes)
    assert "system message is left out" in told
    assert "several messages is kept as one text" in told
    assert "'example_tags'" in told


SCORES = {f"score{number}_description": f"level {number}" for number in range(1, 6)}


def test_prometheus_alone_and_as_rows_of_biggen_bench(tmp_path: Path) -> None:
    alone = read(tmp_path, "r.json", {"criteria": "Is it good?", **SCORES})
    assert alone.form == "prometheus"
    levels = alone.rubrics[0].criteria[0].scale.levels
    assert [(level.value, level.description) for level in levels] == [(n, f"level {n}") for n in range(1, 6)]
    row = {
        "capability": "reasoning",
        "input": "Why?",
        "reference_answer": "Because.",
        "score_rubric": {"criteria": "Is it good?", **SCORES},
    }
    rows = read(tmp_path, "rows.json", [row, {**row, "score_rubric": {"criteria": "Is it short?", **SCORES}}])
    (rubric,) = rows.rubrics
    assert (rubric.prompt, [each.text for each in rubric.criteria]) == (
        "Why?",
        ["Is it good?", "Is it short?"],
    )
    by_id = read(tmp_path, "ids.json", {"reasoning_0": row})
    assert by_id.rubrics[0].prompt == "Why?"
    assert any("'capability'" in note for note in by_id.notes)


def test_numbered_lists(tmp_path: Path) -> None:
    listed = "Here it is:\n1. First,\n   going on.  \n2) Second: 10:30 sharp.\n\n(3) Third."
    found = read(tmp_path, "r.json", {"Write.": listed})
    assert [each.text for each in found.rubrics[0].criteria] == [
        "First, going on.",
        "Second: 10:30 sharp.",
        "Third.",
    ]
    assert found.notes == (
        f"text before the first numbered line is left out ({tmp_path / 'r.json'}, prompt 1)",
    )


MARKDOWN = """# My rubric

Read this first.

## Form
- [ ] It rhymes. (weight 2)
* It has four lines,
  no more.
    - and no less

```
- not this
```
---
## Content
1. It names **rain**.
"""


def test_markdown_with_a_title_and_sections(tmp_path: Path) -> None:
    found = read(tmp_path, "r.md", MARKDOWN)
    (rubric,) = found.rubrics
    assert [(each.text, each.weight, each.tags) for each in rubric.criteria] == [
        ("It rhymes.", 2.0, ("Form",)),
        ("It has four lines, no more. and no less", 1.0, ("Form",)),
        ("It names **rain**.", 1.0, ("Content",)),
    ]
    told = " ".join(found.notes)
    for words in ("title is left out", "sections", "text outside of lists", "fenced text", "joined to it"):
        assert words in told


def test_markdown_with_prompts(tmp_path: Path) -> None:
    headed = read(tmp_path, "h.md", "# Write a poem\n- It rhymes.\n# Write a letter\n- It is polite.\n")
    assert [rubric.prompt for rubric in headed.rubrics] == ["Write a poem", "Write a letter"]
    quoted = read(tmp_path, "q.txt", "> Write a poem\n>\n> about rain.\n\n- It rhymes.\n")
    assert [rubric.prompt for rubric in quoted.rubrics] == ["Write a poem\n\nabout rain."]
    plain = read(tmp_path, "p.md", "- It rhymes.\n- It is short.\n")
    assert [(rubric.prompt, rubric.level) for rubric in plain.rubrics] == [(None, RubricLevel.DATASET)]


def test_a_criterion_that_comes_twice_is_kept_once_with_the_weights_added(tmp_path: Path) -> None:
    row = {"requirement": "A?", "weight": 2}
    found = read(tmp_path, "r.json", [row, {"requirement": "B?", "weight": 1}, {**row, "weight": 3}])
    assert said(found) == [("A?", 5.0), ("B?", 1.0)]
    assert any("kept once" in note for note in found.notes)


def test_files_by_their_own_names(tmp_path: Path) -> None:
    own = read(tmp_path, "r.json", {"touchstone": 1, "criteria": ["A?"]})
    assert own.form == "touchstone"
    assert own.rubrics[0].criteria == (Criterion(text="A?", scale=Scale()),)


GOOD = {"requirement": "A?", "weight": 1}


@pytest.mark.parametrize(
    ("name", "content", "message", "remedy"),
    [
        ("r.json", [GOOD, {"weight": 1}], "r.json, line 1, criterion 2: no requirement", "requirement"),
        (
            "r.json",
            '[\n{"requirement": "A?", "weight": 1},\n{"requirement": 3}]',
            "line 3, criterion 2",
            "text",
        ),
        ("r.json", [{**GOOD, "weight": "2"}], "weight must be a number, not '2'", "such as 1"),
        ("r.json", [{**GOOD, "weight": True, "name": ""}], "weight must be a number", ""),
        ("r.json", '[{"requirement": "A?", "weight": 1e999, "name": ""}]', "weight must be a number", ""),
        ("r.json", [{**GOOD, "wieght": 2, "weight": 1} | {"naem": "n"}], "unknown key 'naem'", "'name'"),
        ("r.json", [{**GOOD, "weight": 0}], "all weights are zero", "correct"),
        ("r.json", [{**GOOD, "options": []}], "options must be a list", ""),
        ("r.json", [{**GOOD, "options": OPTIONS[:1]}], "fewer than two options", "two"),
        ("r.json", [{**GOOD, "options": [{"label": "a", "value": 2}] * 2}], "option 1: the value 2", "share"),
        ("r.json", [{**GOOD, "options": OPTIONS, "scale_type": "x"}], "scale_type 'x'", "ordinal"),
        ("r.json", {"rubric": [], "items": []}, "a rubric must be a list with at least one", ""),
        ("r.json", {"rubric": None, "items": [{"submission": "s"}]}, "neither the dataset nor", "rubric"),
        ("r.json", {"sections": [{"criteria": [7]}]}, "criterion 1: expected an object", "requirement"),
        ("r.json", {"p": "no list"}, "r.json, prompt 1: no numbered criterion in 'no list'", "1. A"),
        ("r.json", {"p": "1. \n"}, "prompt 1, criterion 1: the criterion is empty", ""),
        ("r.json", {"a": 1}, "no form of rubrics is recognised", "--format"),
        ("r.json", "[]", "no form of rubrics is recognised", "prometheus"),
        ("r.json", '{"a": ', "broken JSON", "correct"),
        ("r.json", b"", "is empty", "at least one rubric"),
        ("r.json", b'{"a": "\xff"}', "line 1: not valid UTF-8 (byte 0xff)", "UTF-8"),
        ("r.json", '[{"requirement": "\\ud800", "weight": 1}]', "not valid Unicode", "correct"),
        ("r.json", "[" * 100_000, "nested too deeply", "flatten"),
        ("r.json", [{**GOOD, "requirement": "x" * 400_001}], "400,001 characters", ""),
        ("r.jsonl", '{"rubrics": []}\n', "line 1: rubrics must be a list", ""),
        ("r.jsonl", '\n{"rubrics": [{"criterion": "A?"}]}\n', "line 2, criterion 1: no points", "points"),
        (
            "r.jsonl",
            [{"rubrics": [{"criterion": "A?", "points": 1, "tags": "x"}]}],
            "tags must be a list",
            "",
        ),
        (
            "r.jsonl",
            [{"prompt": [{"role": "user"}], "rubrics": [{"criterion": "A?", "points": 1}]}],
            "messages",
            "",
        ),
        ("r.jsonl", [{"prompt": 3, "rubrics": [{"criterion": "A?", "points": 1}]}], "prompt must be", ""),
        ("r.jsonl", '{"rubrics": 1}\nnonsense\n', "line 2: broken JSON", "that line"),
        ("r.json", {"criteria": "A?", "score1_description": "bad"}, "no score2_description", "score5"),
        ("r.json", [{"score_rubric": {"criteria": "", **SCORES}}], "criteria is empty", ""),
        ("r.yaml", "a: &x [1]\nb: *x\n", "line 1: YAML with anchors", "write the text out"),
        ("r.yaml", "- !!python/object/apply:os.system [x]\n", "YAML with the tag", "plain"),
        ("r.yaml", "[" * 100_000, "nested too deeply", "flatten"),
        ("r.yaml", "- requirement: a\n  requirement: b\n", "line 2: broken YAML: the key 'requirement'", ""),
        ("r.yaml", "- requirement: [\n", "broken YAML", "correct"),
        ("r.yaml", "- requirement: 2020-01-01\n  weight: 1\n", "requirement must be a text", "in quotes"),
        ("r.yaml", "- requirement: a\n  weight: .inf\n", "weight must be a number", ""),
        ("r.yaml", "a: 1\n---\nb: 2\n", "broken YAML", ""),
        ("r.yaml", "- requirement: a\x00b\n", "broken YAML", "correct"),
        ("r.yaml", "x" * 2_000_001, "characters of YAML", "JSON"),
        ("r.yaml", "? [a]\n: 1\n", "", ""),
        ("r.md", "Nothing here.\n", "no list with criteria", "- "),
        ("r.md", "- A? (weight 1.2.3)\n", "line 1: 1.2.3 is not a weight", "(weight 2)"),
        ("r.md", "- A? (weight 1e999)\n", "is not a weight", ""),
        ("r.csv", "a,b\n", "is not a rubric file", ".json"),
    ],
)
def test_mistakes_are_refused_with_their_place(
    tmp_path: Path, name: str, content: object, message: str, remedy: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, name, content)
    assert name in caught.value.message
    assert message in caught.value.message
    assert caught.value.remedy
    assert remedy in caught.value.remedy
    assert len(caught.value.message) < 400


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_rubric_file(tmp_path / "gone.json")
    with pytest.raises(InputError, match="is a folder"):
        read_rubric_file(tmp_path)


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("name", ["r.json", "r.jsonl", "r.yaml", "r.md"])
@pytest.mark.parametrize(
    "content", ["null", "[null]", "3", '"x"', "[[1]]", '{"a": {"b": []}}', "- \x00", "x" * 10**6]
)
def test_no_form_fails_on_another_kind_of_content(tmp_path: Path, form: str, name: str, content: str) -> None:
    with suppress(InputError):
        read(tmp_path, name, content, form)


def test_a_long_line_with_odd_characters_is_read(tmp_path: Path) -> None:
    text = "Is it \x00 right? \u2028" + "é" * 300_000
    found = read(tmp_path, "r.json", [{"requirement": text, "weight": 1}])
    assert found.rubrics[0].criteria[0].text == text
