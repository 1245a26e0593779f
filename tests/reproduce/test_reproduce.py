"""The whole path on stand-in files with the bundled models; fetching without a network; what survives a stop."""

import hashlib
import json
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.reproduce import sources
from scripts.reproduce.__main__ import reproduce
from scripts.reproduce.benchmarks import BENCHMARKS, convert
from scripts.reproduce.methods import METHODS, Plan
from scripts.reproduce.paper import PAPER
from scripts.reproduce.running import STATE, Runs
from scripts.reproduce.sources import Source, fetch, published_rubrics, require
from scripts.reproduce.stand_in import write_stand_ins
from touchstone.errors import InputError, Interrupted, TouchstoneError
from touchstone.paths import find_home


def run(work: Path, *options: str) -> dict[str, object]:
    """The table as JSON."""
    result = CliRunner().invoke(
        reproduce,
        ["--stand-in", "--json", "--limit", "2", "--work", str(work), *options],
        catch_exceptions=False,
    )
    assert result.exit_code == 0
    found: dict[str, object] = json.loads(result.stdout)
    return found


@pytest.mark.long
def test_the_stand_in_run_fills_the_table_and_is_found_again(tmp_path: Path) -> None:
    both = ("--benchmark", "mtbench", "--benchmark", "biggen-scores", "--generator", "demo-generator")
    first = run(tmp_path, *both)
    lines = first["lines"]
    assert isinstance(lines, list)
    assert [(line["benchmark"], line["method"]) for line in lines] == [
        (benchmark, method) for benchmark in both[1:4:2] for method in METHODS
    ]
    assert all(line["run"] and line["figure"] for line in lines)
    assert all(0 <= line["figure"]["value"] <= 1 for line in lines if line["measure"] == "human agreement")
    state = (tmp_path / "stand-in" / STATE).read_text()
    assert run(tmp_path, *both) == first
    assert (tmp_path / "stand-in" / STATE).read_text() == state


def test_a_stopped_run_goes_on_as_the_same_run(tmp_path: Path) -> None:
    write_stand_ins(tmp_path, 2)
    benchmark = BENCHMARKS["alpacaeval"]
    data = convert(benchmark, tmp_path, tmp_path / "data")
    plan = Plan("demo-judge", "demo-generator", "demo-judge", None, tmp_path)
    stop = threading.Event()
    stop.set()
    home = find_home(tmp_path / "home")
    with pytest.raises(Interrupted):
        METHODS["none"](benchmark, data, plan, Runs(home, tmp_path, stop))
    stop.clear()
    run = METHODS["none"](benchmark, data, plan, Runs(home, tmp_path, stop))
    assert list(json.loads((tmp_path / STATE).read_text()).values()) == [run]


def test_without_a_tuned_generator_that_row_is_not_run(tmp_path: Path) -> None:
    plan = Plan("demo-judge", "demo-generator", "demo-judge", None, tmp_path)
    runs = Runs(find_home(tmp_path), tmp_path, threading.Event())
    assert METHODS["tuned"](BENCHMARKS["mtbench"], tmp_path / "data.jsonl", plan, runs) is None


def test_changed_rubrics_are_another_run(tmp_path: Path) -> None:
    write_stand_ins(tmp_path, 2)
    benchmark = BENCHMARKS["alpacaeval"]
    data = convert(benchmark, tmp_path, tmp_path / "data")
    plan = Plan("demo-judge", "demo-generator", "demo-judge", None, tmp_path)
    runs = Runs(find_home(tmp_path / "home"), tmp_path, threading.Event())
    ids = {METHODS["published-base"](benchmark, data, plan, runs) for _ in range(2)}
    file = tmp_path / published_rubrics(benchmark.published["base"]).name
    file.write_text(json.dumps(dict.fromkeys(json.loads(file.read_text()), "1. It is short.")))
    assert len(ids | {METHODS["published-base"](benchmark, data, plan, runs)}) == 2


def test_one_benchmark_with_published_rubrics(tmp_path: Path) -> None:
    (line,) = run(tmp_path, "--benchmark", "alpacaeval", "--rubrics", "published-tuned")["lines"]  # type: ignore[misc]
    assert line["figure"]["n"] == 6
    assert line["note"] == ""


def test_stand_ins_have_the_shape_of_every_benchmark(tmp_path: Path) -> None:
    write_stand_ins(tmp_path, 3)
    for benchmark in BENCHMARKS.values():
        path = convert(benchmark, tmp_path, tmp_path / "data", limit=2)
        assert len({json.loads(line)["group"] for line in path.read_text("utf-8").splitlines()}) == 2


def test_what_is_missing_is_named_with_its_address(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        require([sources.BIGGEN], tmp_path)
    assert "biggen.parquet" in refused.value.message
    assert sources.COMMIT in refused.value.remedy


def source_of(path: Path, sha256: str | None, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A source whose address is a local file."""
    monkeypatch.setattr(sources, "_LFS", path.parent.as_uri())
    monkeypatch.setattr(sources, "_PLAIN", path.parent.as_uri())
    return Source("copy.json", path.name, "nowhere", "none", sha256)


def test_a_fetched_file_is_checked_recorded_and_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there.json").write_text("[1]")
    right = hashlib.sha256(b"[1]").hexdigest()
    said: list[str] = []
    source = source_of(tmp_path / "there.json", right, monkeypatch)
    for _ in range(2):
        fetch([source], tmp_path / "files", said.append)
    assert len(said) == 1
    record = json.loads((tmp_path / "files" / sources.RECORD).read_text())
    assert record["copy.json"]["sha256"] == right


def test_a_file_with_another_hash_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there.json").write_text("[1]")
    source = source_of(tmp_path / "there.json", "0" * 64, monkeypatch)
    with pytest.raises(TouchstoneError, match="it was not kept"):
        fetch([source], tmp_path / "files", print)
    assert not list((tmp_path / "files").iterdir())


def test_an_address_that_does_not_answer_is_told_with_the_way_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_of(tmp_path / "not-there.json", None, monkeypatch)
    with pytest.raises(TouchstoneError, match="--data-dir"):
        fetch([source], tmp_path / "files", print)


def test_the_papers_figures_belong_to_rows_of_the_table() -> None:
    for benchmark, method in PAPER:
        assert benchmark in BENCHMARKS
        assert method in METHODS
