"""`touchstone models` as a user types it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue.hub import FILE, REPO, running
from tests.homes import build_model, write_home
from touchstone.cli import main


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "my.gguf"
    path.write_bytes(b"GGUF and more")
    return path


def run(home: Path, *arguments: str) -> int:
    return main(["models", *arguments, "--home", str(home)])


def test_list_groups_by_machine(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "list") == 0
    out = capsys.readouterr().out
    assert "Laptop, 8 GB" in out
    assert "Workstation, 48 GB" in out
    assert not home.exists(), "listing writes nothing"


def test_list_as_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "list", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["defaults"] == {"judge": "demo-judge", "generator": "demo-generator"}
    judge = next(each for each in shown["models"] if each["name"] == "demo-judge")
    assert judge["default_for"] == ["judge"]


def test_an_unknown_name_exits_2_with_the_nearest(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "show", "qwen3.5-4") == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 2
    assert "did you mean 'qwen3.5-4b'?" in error


def test_a_broken_catalogue_is_named_with_its_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    (home / "models.toml").write_text('[[models]]\nname = "a"\npaht = "x"\n', encoding="utf-8")
    assert run(home, "list") == 2
    error = capsys.readouterr().err
    assert "line 3" in error
    assert "'path'" in error


def test_add_show_verify(home: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "add", "mine", str(model), "--role", "judge") == 0
    assert run(home, "show", "mine", "--json") == 0
    out = capsys.readouterr().out
    shown = json.loads(out[out.index("{") :])
    assert (shown["present"], shown["own"], shown["role"]) == (True, True, "judge")
    assert run(home, "verify", "mine") == 0
    model.write_bytes(b"GGUF and less")
    assert run(home, "verify", "mine") == 1
    captured = capsys.readouterr()
    assert "DIFFERS" in captured.out
    assert "pull or copy it again" in captured.err


def test_verify_as_json_prints_one_value(home: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(home, "add", "mine", str(model))
    model.write_bytes(b"GGUF and less")
    capsys.readouterr()
    assert run(home, "verify", "mine", "--json") == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["models"][0]["ok"] is False


def test_a_model_that_is_no_model(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.gguf").write_bytes(b"PK")
    assert run(home, "add", "x", str(tmp_path / "x.gguf")) == 2
    assert "not a GGUF model" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_home(home: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    home.chmod(0o500)
    assert run(home, "add", "mine", str(model)) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_home_that_cannot_be_made(home: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.write_text("a file, not a folder", encoding="utf-8")
    assert run(home, "add", "mine", str(model)) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_check_reports_what_every_run_reports(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_home(home, build_model(tmp_path))
    assert run(home, "check", "tiny", "--json") == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert report["questions"] == report["verdicts"] == 24
    for counter in (
        "unscored",
        "tokens_total",
        "tokens_distinct",
        "tokens_computed",
        "tokens_generated",
        "cached",
    ):
        assert counter in report
    assert report["tokens_computed"] == report["tokens_distinct"]
    assert "obvious questions" in captured.err
    assert run(home, "check", "tiny", "--role", "generator") == 0
    assert "as generator" in capsys.readouterr().out


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """Started in the background, a test run ignores Ctrl-C, and so would the programs that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.skipif(os.name == "nt", reason="a signal that Windows does not have")
def test_ctrl_c_keeps_what_was_fetched(home: Path) -> None:
    with running(b"GGUF" + bytes(24_000_000)) as hub:
        hub.cut, hub.cut_after = 1, 12_000_000
        hub.go_on.clear()
        assert run(home, "add", "far", REPO, FILE) == 0
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_"))}
        process = subprocess.Popen(
            [sys.executable, "-m", "touchstone", "models", "pull", "far", "--home", str(home)],
            stderr=subprocess.PIPE,
            text=True,
            env=environment | {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(home / "hf")},
        )
        deadline = time.monotonic() + 30
        while (
            not any(part.stat().st_size for part in home.glob("models/*/*.part"))
            and time.monotonic() < deadline
        ):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        error = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert "touchstone models pull far" in error
    assert any(home.glob("models/*/*.part"))


def test_pull_prints_progress_only_on_stderr(home: Path) -> None:
    with running(b"GGUF" + bytes(100_000)) as hub:
        assert run(home, "add", "far", REPO, FILE) == 0
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_"))}
        result = subprocess.run(
            [sys.executable, "-m", "touchstone", "models", "pull", "far", "--json", "--home", str(home)],
            capture_output=True,
            text=True,
            timeout=60,
            env=environment | {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(home / "hf")},
        )
        assert result.returncode == 0, result.stderr
        pulled = json.loads(result.stdout)["models"][0]
        assert pulled["sha256"] == hub.sha256
        assert Path(pulled["path"]).is_file()
