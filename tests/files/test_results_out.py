"""Result lines in the promised form, and files that appear whole or not at all."""

import csv
import json
import os
import sys
from pathlib import Path

import pytest

from touchstone.domain.results import ResultLine
from touchstone.errors import InputError
from touchstone.files import line_to_json, write_lines, writing

LINES = [
    ResultLine(
        run="1a",
        sample_id="s",
        response_id="r",
        system="m",
        criterion_id="c",
        protocol="criteria",
        probabilities={"met": 0.25, "not met": 0.75},
        score=0.25,
        label_mass=0.5,
        entropy=1.25,
        rationale='It says "no",\nthen é.',
    ),
    ResultLine(
        run="1a", sample_id="s", response_id="r", protocol="criteria", bounds=(0.1, 0.5), unscored="no"
    ),
]
KEYS = [name for name in ResultLine.model_fields if name != "checked"]
MARKS = ("demo model: not valid for your data",)


def test_the_keys_and_their_order():
    assert json.dumps(line_to_json(LINES[0])) == (
        '{"run": "1a", "sample_id": "s", "response_id": "r", "system": "m", "criterion_id": "c", '
        '"protocol": "criteria", "order": null, "probabilities": {"met": 0.25, "not met": 0.75}, '
        '"score": 0.25, "bounds": null, "preference": null, "label_mass": 0.5, "entropy": 1.25, '
        '"reliability": null, "rationale": "It says \\"no\\",\\nthen \\u00e9.", "unscored": null}'
    )
    assert list(line_to_json(LINES[0], MARKS)) == [*KEYS, "mark"]
    assert line_to_json(LINES[0], MARKS)["mark"] == MARKS[0]
    assert line_to_json(LINES[1])["bounds"] == [0.1, 0.5]


def test_json_lines_read_back(tmp_path):
    write_lines(tmp_path / "out.jsonl", iter(LINES))
    read = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [ResultLine.model_validate(line) for line in read] == LINES


def test_csv_reads_back(tmp_path):
    write_lines(tmp_path / "out.csv", LINES, form="csv", marks=MARKS)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert list(first) == [*KEYS, "mark"]
    assert json.loads(first["probabilities"]) == LINES[0].probabilities
    assert first["rationale"] == LINES[0].rationale
    assert (second["score"], json.loads(second["bounds"]), second["mark"]) == ("", [0.1, 0.5], MARKS[0])


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("before", "utf-8")

    def failing():
        yield LINES[0]
        raise KeyError("stop")

    with pytest.raises(KeyError):
        write_lines(path, failing())
    assert path.read_text("utf-8") == "before"
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_places_that_cannot_be_written(tmp_path):
    with pytest.raises(InputError, match=r"the folder .* does not exist"):
        write_lines(tmp_path / "none" / "out.jsonl", LINES)
    with pytest.raises(InputError, match="is a folder"):
        write_lines(tmp_path, LINES)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full and /proc")
def test_a_full_disk_and_a_read_only_place(tmp_path):
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    with pytest.raises(InputError, match=r"cannot be written: No space left"):
        write_lines(full, LINES)
    with pytest.raises(InputError, match=r"/proc/out.jsonl cannot be written"):
        write_lines(Path("/proc/out.jsonl"), LINES)


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_text("before", "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with writing(tmp_path / "link") as file:
        file.write("after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text("utf-8") == "after"
