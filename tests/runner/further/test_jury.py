"""A jury of the bundled models: the members' average, stopped and resumed, and members without a verdict."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.further_runs import judged, run, spec_of, stop_in, write_rubric
from tests.homes import answers, pairs, write_rows
from touchstone.domain.run import Notice
from touchstone.evaluation.reliability.calibration import calibrated_probabilities
from touchstone.paths import Home
from touchstone.runner import judge_one, resume, run_judge
from touchstone.runner.results.calibration import apply_calibration, calibrate_run
from touchstone.store import open_store

JURY = ("demo-judge", "demo-base")
VOTERS = ("judge", "jury-2", "jury-3")


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    return write_rubric(tmp_path / "rubric.json")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("protocol", ["criteria", "pairwise"])
def test_the_lines_are_the_average_also_after_stops_in_every_pass(
    homes: Iterator[Home], rubric: Path, protocol: str, tmp_path: Path
) -> None:
    data = write_rows(tmp_path / "data.jsonl", pairs(3) if protocol == "pairwise" else answers(3))
    spec = spec_of(data, rubric, protocol=protocol, jury=JURY)
    home = next(homes)
    whole = run(home, spec)
    for line, votes in whole[1]:
        assert set(votes) == set(VOTERS)
        for label, probability in (line.probabilities or {}).items():
            each = [(votes[voter].probabilities or {})[label] for voter in VOTERS]
            assert probability == pytest.approx(sum(each) / 3)
    models = ("demo-weak", *JURY)
    for voter, model in zip(VOTERS, models, strict=True):
        alone, _ = run(next(homes), spec_of(data, rubric, protocol=protocol, judge=model))
        verdicts = [line for line in alone if not line.is_aggregate]
        for (_, votes), line in zip(whole[1], verdicts, strict=True):
            assert votes[voter].model == model
            assert votes[voter].probabilities == pytest.approx(line.probabilities, abs=5e-3)
    with open_store(home.database) as store:
        info = store.find_run("latest")
    assert info.counters["verdicts"] == len(whole[1])
    assert {role: cost["verdicts"] for role, cost in info.costs.items()} == dict.fromkeys(
        VOTERS, len(whole[1])
    )
    home, stop = next(homes), threading.Event()
    stop_in(run_judge(home, spec, stop), "judging", stop)
    for model in JURY:
        stop = threading.Event()
        stop_in(resume(home, "latest", stop), f"jury: {model}", stop)
    assert judged(home, resume(home, "latest", threading.Event())) == whole


def test_a_member_without_a_verdict_leaves_the_average_and_most_must_have_one(
    homes: Iterator[Home], rubric: Path, tmp_path: Path
) -> None:
    data = write_rows(tmp_path / "data.jsonl", answers(4))
    _, voted = run(next(homes), spec_of(data, rubric, jury=JURY, min_label_mass=0.0))
    masses = sorted(vote.label_mass or 0.0 for _, votes in voted for vote in votes.values())
    spec = spec_of(data, rubric, jury=JURY, min_label_mass=masses[len(masses) // 2])
    _, voted = run(next(homes), spec)
    seen = set()
    for line, votes in voted:
        read = [vote for vote in votes.values() if vote.unscored is None]
        seen.add(len(read))
        if 2 * len(read) <= len(votes):
            assert line.unscored is not None
            assert f"{len(read)} of 3 judges came to a verdict" in line.unscored
            assert (line.score, line.probabilities, line.reliability) == (None, None, None)
            continue
        for label, probability in (line.probabilities or {}).items():
            each = [(vote.probabilities or {})[label] for vote in read]
            assert probability == pytest.approx(sum(each) / len(read))
    assert seen & {0, 1}
    assert seen & {2, 3}


def test_a_jury_judges_at_once_too(homes: Iterator[Home]) -> None:
    home, asked = next(homes), ("Name a prime number.", ["7"])
    jury = judge_one(home, *asked, rubric="none", judge="demo-weak", jury=("demo-judge",))
    alone = [judge_one(home, *asked, rubric="none", judge=name) for name in ("demo-weak", "demo-judge")]
    verdict, _ = jury.lines
    for label, probability in (verdict.probabilities or {}).items():
        each = [(judged.lines[0].probabilities or {})[label] for judged in alone]
        assert probability == pytest.approx(sum(each) / 2)
    assert jury.counters.verdicts == 1


def test_a_member_that_is_calibrated_for_this_data_has_its_calibrated_probabilities_in_the_average(
    homes: Iterator[Home], rubric: Path, tmp_path: Path
) -> None:
    home, spec = next(homes), {"protocol": "holistic", "rubric": "none"}
    rows = answers(30)
    data = write_rows(tmp_path / "data.jsonl", rows)
    lines, _ = run(home, spec_of(data, judge="demo-judge", **spec))
    sure = {line.response_id: line.reliability or 0.0 for line in lines}
    middle = sorted(sure.values())[len(sure) // 2]
    of = {
        line.response_id: max(line.probabilities or {}, key=(line.probabilities or {}).__getitem__)
        for line in lines
    }
    for number, row in enumerate(rows):
        level = int(of[row["id"]])
        # What the judge is sure of is mostly right, the rest mostly wrong.
        right = (sure[row["id"]] >= middle) != (number % 5 == 0)
        row |= {"score": level if right else 6 - level if level != 3 else 5, "score_min": 1, "score_max": 5}
    write_rows(data, rows)
    run(home, spec_of(data, judge="demo-judge", **spec))
    version = calibrate_run(home, "latest").version
    assert version is not None
    alone = apply_calibration(home, "latest").run.id
    events = list(run_judge(home, spec_of(data, jury=("demo-judge",), **spec), threading.Event()))
    told = [event.text for event in events if isinstance(event, Notice)]
    assert (
        f"calibrated members of the jury: demo-judge by version {version.id}; as they are: demo-weak" in told
    )
    _, voted = judged(home, iter(events))
    with open_store(home.database) as store:
        right = [line.reliability for line in store.lines(alone, aggregates=False)]
    for (line, votes), probability in zip(voted, right, strict=True):
        assert probability is not None
        heard = calibrated_probabilities(votes["jury-2"].probabilities or {}, probability)
        for label, mean in (line.probabilities or {}).items():
            assert mean == pytest.approx(
                ((votes["judge"].probabilities or {})[label] + heard[label]) / 2, abs=5e-3
            )
