"""`touchstone doctor`: findings on a healthy machine, and on one where something is amiss."""

import json
from pathlib import Path

import pytest

from touchstone.cli import main


def findings(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    assert main(["doctor", "--json", "--home", str(home)]) == 0
    shown = json.loads(capsys.readouterr().out)
    return {each["name"]: each for each in shown["findings"]}


def test_a_fresh_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    found = findings(home, capsys)
    for name in ("platform", "python", "llama.cpp", "crash probe", "memory", "home", "database", "models"):
        assert name in found
    assert found["python"]["ok"]
    assert found["llama.cpp"]["ok"]
    assert found["home"]["ok"]
    assert found["database"]["detail"] == "none yet"


def test_text_names_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "models.toml").write_text("[[models]]\nnme = 'x'\n", encoding="utf-8")
    assert main(["doctor", "--home", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "WARN  models" in out
    assert "→" in out


def test_a_damaged_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "touchstone.db").write_bytes(b"no database at all, but long enough to be read as one" * 20)
    found = findings(tmp_path, capsys)
    assert not found["database"]["ok"]
    assert found["database"]["remedy"]


def test_a_home_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = findings(tmp_path / "file" / "home", capsys)
    assert not found["home"]["ok"]
    assert "--home" in str(found["home"]["remedy"])
