"""The formats, and what is wrong with a file, named by line."""

import json

import pyarrow
import pyarrow.parquet
import pytest

from touchstone.errors import InputError
from touchstone.files import read_dataset

ROWS = [
    {
        "id": "1",
        "prompt": "What, then?",
        "response": 'He said "no".\nThen left.',
        "system": "m1",
        "score": 0.5,
    },
    {"id": "2", "prompt": "Où?", "response": "Là", "system": "m2", "score": 1.0},
]


def write(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def as_csv(rows, end="\n", mark=""):
    lines = [list(rows[0]), *(row.values() for row in rows)]
    return mark + end.join(
        ",".join('"' + str(cell).replace('"', '""') + '"' for cell in line) for line in lines
    )


@pytest.fixture
def expected(rows_file):
    return read_dataset(rows_file(*ROWS)).samples


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", "\n\n".join(map(json.dumps, ROWS))),
        (
            "a.jsonl",
            "\ufeff" + "\r\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\r\n \r\n",
        ),
        ("a.ndjson", "\n".join(map(json.dumps, ROWS))),
        ("a.json", json.dumps(ROWS, indent=1)),
        ("a.json", "\n".join(map(json.dumps, ROWS))),
        ("A.JSON", "\ufeff" + json.dumps(ROWS)),
        ("a.csv", as_csv(ROWS)),
        ("a.csv", as_csv(ROWS, mark="\ufeff") + "\n\n"),
    ],
)
def test_every_format_gives_the_same_samples(tmp_path, expected, name, text):
    assert read_dataset(write(tmp_path / name, text)).samples == expected


def test_a_csv_file_with_windows_line_ends(tmp_path):
    samples = read_dataset(write(tmp_path / "a.csv", as_csv(ROWS, end="\r\n"))).samples
    assert [sample.prompt for sample in samples] == ["What, then?", "Où?"]


def test_parquet(tmp_path, expected):
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS), tmp_path / "a.parquet")
    assert read_dataset(tmp_path / "a.parquet").samples == expected


def test_parquet_with_nested_values_and_missing_numbers(tmp_path):
    rows = [
        {"prompt": "p", "responses": [{"system": "m", "response": "r"}], "score": None, "rubric": None},
        {
            "prompt": "p",
            "responses": [{"system": "n", "response": "s"}],
            "score": float("nan"),
            "rubric": None,
        },
    ]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "a.parquet")
    (sample,) = read_dataset(tmp_path / "a.parquet").samples
    assert [(r.system, r.text) for r in sample.responses] == [("m", "r"), ("n", "s")]


def test_csv_cells_hold_json_for_nested_fields(tmp_path):
    rubric = {"criteria": "Is it polite?"}
    row = {"prompt": "p", "response": "r", "score": "1", "reference": "", "rubric": json.dumps(rubric)}
    (sample,) = read_dataset(write(tmp_path / "a.csv", as_csv([row]))).samples
    assert sample.reference is None
    assert sample.responses[0].rubric.criteria[0].text == "Is it polite?"
    assert sample.responses[0].labels[0].score == 1.0


GOOD = json.dumps({"prompt": "p"})
SIX = f"{GOOD}\n" * 6


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl", SIX + '{"prompt": ', r"a\.jsonl, line 7: broken JSON"),
        ("a.jsonl", SIX + '["p"]', r"line 7: expected an object"),
        ("a.jsonl", SIX + '{"prompt": "p", "score": NaN}', r"line 7: broken JSON: NaN is no JSON number"),
        ("a.jsonl", SIX.encode() + b'{"prompt": "caf\xe9"}', r"line 7: not valid UTF-8 \(byte 0xe9\)"),
        ("a.jsonl", GOOD.encode("utf-16"), r"line 1: not valid UTF-8"),
        ("a.jsonl", "[" * 100_000, r"line 1: JSON nested too deeply"),
        ("a.jsonl", '{"prompt": "p", "score": ' + "9" * 5000 + "}", r"line 1: "),
        ("a.jsonl", "", r"has no rows"),
        ("a.json", "[]", r"has no rows"),
        ("a.json", "[\n" + f"{GOOD},\n" * 5 + "{]", r"line 7: broken JSON"),
        ("a.json", f"[{GOOD}\n{GOOD}]", r"line 2: broken JSON"),
        ("a.json", f"[{GOOD},\n\n 3]", r"line 3: expected an object"),
        ("a.json", f"[{GOOD}] {GOOD}", r"line 1: broken JSON: Extra data"),
        ("a.json", f"[{GOOD},", r"line 1: broken JSON"),
        ("a.csv", "prompt,response\np,r\np\n", r"line 3: 1 cells under a header of 2"),
        ("a.csv", 'prompt,response\np,"a\nb"\np,"r', r"line 4: broken CSV"),
        ("a.csv", "prompt,prompt\np,r\n", r"names 'prompt' twice"),
        ("a.csv", b"prompt\np\n\xff\n", r"line 3: not valid UTF-8"),
        ("a.parquet", "no parquet", r"cannot be read as Parquet"),
        ("a.txt", GOOD, r"unknown kind of file"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(tmp_path, name, data, message):
    with pytest.raises(InputError, match=message) as caught:
        read_dataset(write(tmp_path / name, data))
    assert caught.value.remedy
    assert len(str(caught.value).splitlines()) == 2


def test_a_missing_file_and_a_folder(tmp_path):
    for name in ("none.jsonl", "none.parquet", "none.csv", "none.json"):
        with pytest.raises(InputError, match="there is no file"):
            read_dataset(tmp_path / name)
    with pytest.raises(InputError, match="is a folder"):
        read_dataset(tmp_path)
