"""The crash probe."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from touchstone.engine import probe


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_found", {})


def test_the_child_decodes(tiny: Callable[..., Path], tmp_path: Path) -> None:
    """The finding is kept, and asked for no second time."""
    file = tmp_path / "new" / "probe.json"
    assert probe.extra_buffers_work(tiny(), file)
    assert json.loads(file.read_text()) == {probe.machine(): True}
    assert probe.findings(file) == {probe.machine(): True}
    assert probe.main(str(tiny())) == 0
    assert probe.main(str(tmp_path / "missing.gguf")) == 1


def test_a_crash_switches_extra_buffers_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent survives a child that a signal ends."""
    child = tmp_path / "child"
    child.write_text(f"#!{sys.executable}\nimport os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    child.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(child))
    file = tmp_path / "probe.json"
    assert not probe.extra_buffers_work(tmp_path / "model.gguf", file)
    assert json.loads(file.read_text()) == {probe.machine(): False}


def test_a_kept_finding_is_used(tmp_path: Path) -> None:
    file = tmp_path / "probe.json"
    file.write_text(json.dumps({probe.machine(): False}))
    assert not probe.extra_buffers_work(tmp_path / "no model.gguf", file)


def test_a_damaged_file_is_no_finding(tmp_path: Path) -> None:
    file = tmp_path / "probe.json"
    file.write_text("{")
    assert probe.findings(file) == {}
    assert probe.findings(None) == {}
