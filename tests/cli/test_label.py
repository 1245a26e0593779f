"""`touchstone label` without a terminal: blind rows out and in, labels out and in, and what follows from them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, write_rows
from tests.labelled_runs import CLEAR, MET, SYSTEMS, seed_judged, write_data
from touchstone.cli import main
from touchstone.domain.label import Label
from touchstone.domain.run import RunSpec
from touchstone.paths import Home
from touchstone.runner import Labelling
from touchstone.store import Store, open_store

Label_ = Callable[..., Ran]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data.jsonl")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, data: Path) -> str:
    return seed_judged(home, data)


@pytest.fixture
def label(home: Path, capsys: pytest.CaptureFixture[str]) -> Label_:
    """Runs `touchstone label latest ARGS` on the home."""

    def call(*args: str | Path) -> Ran:
        capsys.readouterr()
        code = main(["label", "latest", *map(str, args), "--home", str(home)])
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    return call


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(Home(home).database) as opened:
        yield opened


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def fill(path: Path, rows: list[dict[str, Any]], say: Callable[[dict[str, Any]], object]) -> Path:
    """Fills in the rows' labels."""
    path.write_text("".join(json.dumps({**row, "label": say(row)}) + "\n" for row in rows), encoding="utf-8")
    return path


def todo(label: Label_, path: Path, *args: str) -> list[dict[str, Any]]:
    path.unlink(missing_ok=True)
    ran = label("--export", path, "--todo", *args)
    assert ran.code == 0, ran.err
    return read_rows(path)


def first_choice(row: dict[str, Any]) -> str:
    return str(row["choices"][0])


def test_blind_rows_hide_verdict_and_system_and_come_back_as_labels(
    label: Label_, run: str, tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "todo.jsonl"
    rows = todo(label, path, "-n", "12", "--annotator", "Ada")
    assert len(rows) == 12
    text = path.read_text()
    assert not any(word in text for word in (*SYSTEMS, "score", "probabilities", "0.9", "0.2"))
    assert {tuple(row["choices"]) for row in rows} == {
        ("met", "not met", "cannot tell", "not applicable"),
        ("1", "2", "3"),
    }
    fill(path, rows, lambda row: None if row is rows[0] else first_choice(row))
    ran = label("--import", path)
    assert (ran.code, ran.err) == (0, "rows without a label: 1\n")
    saved = store.labels(run)
    assert len(saved) == 11
    assert {each.annotator for each in saved} == {"Ada"}
    assert {each.inclusion for each in saved} == {12 / 40}
    assert {each.criterion_id for each in saved} <= {MET.id, CLEAR.id}
    left = todo(label, path, "--annotator", "Ada")
    assert [row["item"] for row in left] == [rows[0]["item"]]


def test_the_sample_is_the_same_for_all_and_grows_without_losing_labels(
    label: Label_, run: str, tmp_path: Path, store: Store
) -> None:
    rows = todo(label, tmp_path / "a.jsonl", "-n", "8", "--annotator", "Ada")
    label("--import", fill(tmp_path / "a.jsonl", rows, first_choice))
    others = todo(label, tmp_path / "b.jsonl", "--annotator", "Bob")
    assert [row["item"] for row in others] == [row["item"] for row in rows]
    more = todo(label, tmp_path / "c.jsonl", "-n", "20", "--annotator", "Bob")
    assert [row["item"] for row in more[:8]] == [row["item"] for row in rows]
    assert len(more) == 20
    assert {each.inclusion for each in store.labels(run)} == {0.5}
    assert len(todo(label, tmp_path / "d.jsonl", "-n", "5", "--annotator", "Ada")) == 12


def test_another_seed_would_be_another_sample_and_is_refused(label: Label_, run: str, tmp_path: Path) -> None:
    todo(label, tmp_path / "a.jsonl", "-n", "8", "--seed", "3")
    for more in (("--seed", "4"), ("--by", "subset")):
        ran = label("--export", tmp_path / "a.jsonl", "--todo", *more)
        assert ran.code == 2
        assert "drawn by seed 3" in ran.err
    assert label("--export", tmp_path / "b.jsonl", "--todo", "--seed", "3").code == 0


def test_a_file_that_may_be_filled_in_is_not_written_over(label: Label_, run: str, tmp_path: Path) -> None:
    rows = todo(label, tmp_path / "a.jsonl", "-n", "3")
    filled = fill(tmp_path / "a.jsonl", rows, first_choice).read_text()
    ran = label("--export", tmp_path / "a.jsonl", "--todo")
    assert ran.code == 2
    assert "is there already" in ran.err
    assert (tmp_path / "a.jsonl").read_text() == filled


def test_a_stratified_sample_has_its_share_of_each_subset(
    label: Label_, run: str, tmp_path: Path, store: Store
) -> None:
    rows = todo(label, tmp_path / "a.jsonl", "-n", "10", "--by", "subset")
    label("--import", fill(tmp_path / "a.jsonl", rows, first_choice))
    strata = [each.stratum for each in store.labels(run)]
    assert (strata.count("easy"), strata.count("hard")) == (7, 3)
    assert {each.inclusion for each in store.labels(run)} == {7 / 28, 3 / 12}
    assert "from each subset" in label("--show").out


def test_pairs_are_shown_in_a_drawn_order_and_kept_by_the_files_a_and_b(
    label: Label_, home: Path, data: Path, tmp_path: Path, store: Store
) -> None:
    run = seed_judged(home, data, "pairwise")
    rows = todo(label, tmp_path / "a.jsonl", "-n", "10")
    assert {tuple(row["rubric"]) for row in rows} == {(MET.text, CLEAR.text)}
    first = [row["response_a"].endswith("e.") for row in rows]
    assert 0 < sum(first) < 10
    label(
        "--import",
        fill(tmp_path / "a.jsonl", rows, lambda row: "a" if row["response_a"].endswith("e.") else "B"),
    )
    assert {each.label for each in store.labels(run)} == {"A"}
    figures = label("--show", "--json").json["sections"]
    assert figures[0]["figures"][0]["value"] == 1


def test_show_says_who_labelled_what_how_people_agree_and_the_pass_rates(
    label: Label_, run: str, tmp_path: Path, store: Store
) -> None:
    for name in ("Ada", "Bob"):
        rows = todo(label, tmp_path / "a.jsonl", "-n", "30", "--annotator", name)
        label("--import", fill(tmp_path / "a.jsonl", rows, first_choice))
    with_sight = store.labels(run)[0].model_copy(update={"annotator": "Cyd", "seen": True})
    store.save_label(with_sight)
    shown = label("--show")
    assert shown.code == 0
    for text in ("[marked]", "sample of 30 items", "Ada", "prediction-powered", "Krippendorff's alpha"):
        assert text in shown.out
    said = label("--show", "--json").json
    assert said["sample"] == {"size": 30, "seed": 0, "by_subset": False, "items": 30}
    assert said["annotators"] == [
        {"annotator": "Ada", "labels": 30, "seen": 0, "remaining": 0},
        {"annotator": "Bob", "labels": 30, "seen": 0, "remaining": 0},
        {"annotator": "Cyd", "labels": 1, "seen": 1, "remaining": 29},
    ]
    agreement, rates = said["sections"]
    assert (agreement["kind"], agreement["labelled"], rates["kind"]) == ("labels", 30, "pass rate")
    figures = {each["name"]: each for each in (*agreement["ceiling"], *rates["figures"])}
    assert figures["annotators_agree"]["value"] == 1
    assert figures["pass_rate_judged"]["value"] == 0.5
    assert 0 < figures["pass_rate_ppi"]["low"] < figures["pass_rate_ppi"]["high"] < 1
    assert "a level from the middle" in figures["pass_rate_judged"]["note"]


def test_labels_go_to_another_run_of_the_same_data(
    label: Label_, run: str, home: Path, data: Path, tmp_path: Path, store: Store
) -> None:
    rows = todo(label, tmp_path / "a.jsonl", "-n", "8")
    label("--import", fill(tmp_path / "a.jsonl", rows, first_choice))
    assert label("--export", tmp_path / "labels.jsonl").out == f"8 labels in {tmp_path / 'labels.jsonl'}\n"
    other = seed_judged(home, data)
    assert label("--import", tmp_path / "labels.jsonl", "--json").json == {
        "run": other,
        "labels": 8,
        "empty": 0,
    }
    blank = {"run": "", "created": ""}
    copies = [[each.model_copy(update=blank) for each in store.labels(id)] for id in (run, other)]
    assert copies[0] == copies[1]
    assert label("--export", tmp_path / "labels.jsonl", "--annotator", "nobody", "--json").json["labels"] == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"item": "unknown", "label": "met"}, "has not judged unknown"),
        ({"sample_id": "q1", "response_id": "q1-none", "label": "met"}, "has not judged q1, q1-none"),
        ({"label": "perhaps"}, "the label 'perhaps' is none of"),
        ({"label": "met", "inclusion": 7}, "inclusion must be a probability"),
    ],
)
def test_a_faulty_line_is_refused_with_its_number_and_nothing_is_imported(
    label: Label_, run: str, tmp_path: Path, store: Store, row: dict[str, object], reason: str
) -> None:
    path = tmp_path / "a.jsonl"
    rows = todo(label, path, "-n", "2")
    fill(path, rows, first_choice)
    with path.open("a") as file:
        file.write(
            json.dumps({**({} if {"item", "sample_id"} & set(row) else {"item": rows[0]["item"]}), **row})
        )
    ran = label("--import", path)
    assert ran.code == 2
    assert f"{path}, line 3: " in ran.err
    assert reason in ran.err
    assert store.labels(run) == []


def test_a_file_without_labels_says_what_to_do(label: Label_, run: str, tmp_path: Path) -> None:
    todo(label, tmp_path / "a.jsonl")
    ran = label("--import", tmp_path / "a.jsonl")
    assert ran.code == 2
    assert "has no labels" in ran.err


def test_without_a_terminal_it_says_how_to_label_by_files(label: Label_, run: str) -> None:
    ran = label()
    assert ran.code == 2
    assert "--export FILE.jsonl --todo" in ran.err
    assert "Traceback" not in ran.err


def test_on_a_terminal_the_screen_is_opened_and_the_progress_told(
    label: Label_, run: str, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    def give_two(home: Home, labelling: Labelling) -> None:
        for _ in range(2):
            assert labelling.task is not None
            labelling.give(labelling.task.choices[0])

    monkeypatch.setattr("touchstone.tui.run_labelling", give_two)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("getpass.getuser", lambda: "eve")
    ran = label("-n", "5")
    assert ran.code == 0, ran.err
    assert "2 of 5 labelled by eve" in ran.out
    assert f"touchstone label {run}" in ran.out
    assert {each.annotator for each in store.labels(run)} == {"eve"}


def test_a_real_run_without_a_rubric_is_labelled(touchstone: Label_, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "answers.jsonl", answers())
    mass = ("--min-label-mass", "0", "--allow-unscored", "1")
    assert touchstone("judge", data, "--rubric", "none", *mass).code == 0
    todo = tmp_path / "todo.jsonl"
    assert touchstone("label", "latest", "--export", todo, "--todo", "-n", "4").code == 0
    rows = read_rows(todo)
    assert all(row["criterion"] and row["prompt"] and row["response"] for row in rows)
    assert touchstone("label", "latest", "--import", fill(todo, rows, first_choice)).code == 0
    said = touchstone("label", "latest", "--show", "--json").json
    assert said["annotators"][0]["labels"] == 4
    assert {each["kind"] for each in said["sections"]} <= {"labels", "pass rate"}


@pytest.mark.parametrize("state", ["interrupted", "running"])
def test_a_part_of_a_run_is_not_sampled(
    label: Label_, home: Path, data: Path, tmp_path: Path, state: str
) -> None:
    run = seed_judged(home, data, state=state)
    ran = label("--export", tmp_path / "a.jsonl", "--todo")
    assert ran.code == 2
    assert f"touchstone runs resume {run}" in ran.err
    assert not (tmp_path / "a.jsonl").exists()


def test_data_that_changed_is_not_labelled_but_its_labels_are_shown(
    label: Label_, run: str, data: Path, tmp_path: Path, store: Store
) -> None:
    rows = todo(label, tmp_path / "a.jsonl", "-n", "8")
    label("--import", fill(tmp_path / "a.jsonl", rows, first_choice))
    data.write_text(data.read_text().replace("Text 1", "Text one"))
    assert "has changed since run" in label("--export", tmp_path / "a.jsonl", "--todo").err
    shown = label("--show")
    assert (shown.code, "labels are matched by" in shown.err) == (0, True)
    data.unlink()
    assert label("--show").code == 2


def test_a_run_without_labels_says_how_to_begin(label: Label_, run: str) -> None:
    assert "has no sample yet" in label("--show").out


@pytest.mark.parametrize(
    "args",
    [
        ("--todo",),
        ("--show", "--import", "x.jsonl"),
        ("--show", "-n", "5"),
        ("--annotator", " ", "--export", "x.jsonl", "--todo"),
        ("-n", "0"),
        ("--json",),
    ],
)
def test_wrong_usage_is_refused(label: Label_, run: str, args: tuple[str, ...]) -> None:
    ran = label(*args)
    assert ran.code == 2
    assert "error: " in ran.err


def test_a_run_that_judged_nothing_cannot_be_labelled(label: Label_, home: Path, store: Store) -> None:
    spec = RunSpec(kind="rubrics", data="d.jsonl", level="instance")
    store.create_run(spec, dataset_digest="d", marks=(), models={})
    ran = label("--show")
    assert ran.code == 2
    assert "judged nothing" in ran.err


def test_holistic_labels_are_levels_of_the_whole_response(
    label: Label_, home: Path, data: Path, tmp_path: Path, store: Store
) -> None:
    run = seed_judged(home, data, "holistic")
    rows = todo(label, tmp_path / "a.jsonl")
    assert {tuple(row["choices"]) for row in rows} == {("1", "2", "3", "4", "5")}
    label("--import", fill(tmp_path / "a.jsonl", rows, lambda _: 4))
    assert store.labels(run)[0] == Label(
        run=run,
        sample_id=store.labels(run)[0].sample_id,
        response_id=store.labels(run)[0].response_id,
        annotator=rows[0]["annotator"],
        label="4",
        inclusion=1,
        created=store.labels(run)[0].created,
    )
    (_, rates) = label("--show", "--json").json["sections"]
    assert rates["figures"][1]["value"] == 1
