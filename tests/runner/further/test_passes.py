"""Further models in a run, on the bundled models: the base model, and the second judge."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.further_runs import judged, run, spec_of, stop_in, write_rubric
from tests.homes import answers, pairs, write_rows
from touchstone.domain.dataset import Response, Sample
from touchstone.domain.engine import Request
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Finished, Notice, Phase, UnitDone
from touchstone.errors import InputError
from touchstone.judging import questions
from touchstone.paths import Home
from touchstone.runner import estimate, resume, run_judge
from touchstone.runner.further.passes import matching
from touchstone.runner.judging.asking import Asked
from touchstone.runner.judging.choosing import Chosen
from touchstone.store import open_store


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "data.jsonl", answers(5))


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    return write_rubric(tmp_path / "rubric.json")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("protocol", ["criteria", "pairwise"])
def test_a_run_stopped_in_every_pass_and_resumed_equals_the_undisturbed_one(
    homes: Iterator[Home], rubric: Path, protocol: str, tmp_path: Path
) -> None:
    rows = pairs(5) if protocol == "pairwise" else answers(2)
    data = write_rows(tmp_path / "data.jsonl", rows)
    options = {"judge": "demo-judge", "base": True, "escalate_to": "demo-weak", "escalate_share": 0.6}
    spec = spec_of(data, rubric, protocol=protocol, rationale=protocol == "criteria", **options)
    whole = run(next(homes), spec)
    home, stop = next(homes), threading.Event()
    stop_in(run_judge(home, spec, stop), "judging", stop)
    for phase in ("base", "escalating"):
        stop = threading.Event()
        stop_in(resume(home, "latest", stop), phase, stop)
    assert judged(home, resume(home, "latest", threading.Event())) == whole
    voters = [set(votes) for _, votes in whole[1]]
    assert all("base" in each for each in voters)
    assert 0 < sum("first" in each for each in voters) < len(voters)


def test_only_the_least_reliable_decisions_are_asked_of_the_second_judge(
    homes: Iterator[Home], data: Path, rubric: Path, asked: list[tuple[str, Request]]
) -> None:
    home = next(homes)
    first, _ = run(home, spec_of(data, rubric))
    strong, _ = run(home, spec_of(data, rubric, judge="demo-judge"))
    asked.clear()
    home = next(homes)
    events = list(
        run_judge(
            home, spec_of(data, rubric, escalate_to="demo-judge", escalate_share=0.2), threading.Event()
        )
    )
    lines, voted = judged(home, iter(events))
    by_model = [fingerprint for fingerprint, _ in asked]
    assert sorted(by_model.count(each) for each in set(by_model)) == [6, 30]
    limit = sorted(line.reliability or 0.0 for line in first if line.criterion_id)[6]
    verdicts = [line for line in first if line.criterion_id]
    theirs = [line for line in strong if line.criterion_id]
    for (line, votes), before, other in zip(voted, verdicts, theirs, strict=True):
        if (before.reliability or 0.0) < limit:
            assert votes["first"].model == "demo-weak"
            assert votes["judge"].model == "demo-judge"
            assert votes["first"].probabilities == before.probabilities
            assert line.probabilities == votes["judge"].probabilities
            assert line.probabilities == pytest.approx(other.probabilities, abs=5e-3)
        else:
            assert (line, votes) == (before, {})
    with open_store(home.database) as store:
        info = store.run(store.find_run("latest").id)
    assert {role: cost["verdicts"] for role, cost in info.costs.items()} == {"judge": 30, "second": 6}
    assert set(info.models) == {"judge", "second"}
    assert info.counters["verdicts"] == 30
    added = [votes["judge"].tokens or 0 for _, votes in voted if "first" in votes]
    assert sum(added) == info.costs["second"]["tokens_distinct"] == info.costs["second"]["tokens_computed"]
    spent = sum(cost["tokens_computed"] for cost in info.costs.values())
    assert info.counters["tokens_computed"] == spent > 0
    read = [event.read for event in events if isinstance(event, UnitDone) and event.phase == "escalating"]
    assert read[-1] == 6
    means = {(line.sample_id, line.response_id): line.score for line in lines if line.is_aggregate}
    for place, score in means.items():
        own = [
            line.score
            for line, _ in voted
            if (line.sample_id, line.response_id) == place and line.score is not None
        ]
        assert score is None or score == pytest.approx(sum(own) / len(own))


@pytest.mark.parametrize(("share", "escalated"), [(0.0, 0), (1.0, 8)])
def test_none_and_all_of_the_pairs_can_be_escalated(
    homes: Iterator[Home], tmp_path: Path, share: float, escalated: int
) -> None:
    home, data = next(homes), write_rows(tmp_path / "pairs.jsonl", pairs(4))
    options = {"protocol": "pairwise", "escalate_to": "demo-judge", "escalate_share": share}
    events = list(run_judge(home, spec_of(data, "none", **options), threading.Event()))
    lines, voted = judged(home, iter(events))
    assert sum("first" in votes for _, votes in voted) == escalated
    told = [event.text for event in events if isinstance(event, Notice) and "escalated" in event.text]
    assert len(told) == (not escalated)
    alone, _ = run(
        home, spec_of(data, "none", protocol="pairwise", judge="demo-judge" if share else "demo-weak")
    )
    for one, other in zip(lines, alone, strict=True):
        assert one.probabilities == pytest.approx(other.probabilities, abs=5e-3)


def test_a_threshold_escalates_what_is_under_it(homes: Iterator[Home], data: Path, rubric: Path) -> None:
    first, _ = run(next(homes), spec_of(data, rubric))
    sure = sorted(line.reliability or 0.0 for line in first if line.criterion_id)
    limit = (sure[3] + sure[4]) / 2
    _, voted = run(next(homes), spec_of(data, rubric, escalate_to="demo-judge", escalate_below=limit))
    assert sum("first" in votes for _, votes in voted) == 4


def test_the_base_model_calibrates_the_entropy_and_a_second_run_asks_it_nothing(
    homes: Iterator[Home], data: Path, rubric: Path, asked: list[tuple[str, Request]]
) -> None:
    home = next(homes)
    write_rows(data, answers(1))
    spec = spec_of(data, rubric, judge="demo-judge", base=True, rationale=True)
    lines, voted = run(home, spec)
    for line, votes in voted:
        base = votes["base"]
        assert base.model == "demo-base"
        assert base.surprise is not None
        assert line.reliability == pytest.approx((base.entropy or 0.0) - (line.entropy or 0.0))
        assert (base.written_entropy is None) == (line.rationale is None)
        assert (line.rationale is None) == ("judge" not in votes)
    for aggregate in (line for line in lines if line.is_aggregate):
        own = [
            line.reliability
            for line, _ in voted
            if line.response_id == aggregate.response_id and line.rationale is None
        ]
        assert aggregate.reliability == min(each for each in own if each is not None)
    assert len({fingerprint for fingerprint, _ in asked}) == 2
    asked.clear()
    events = list(run_judge(home, spec, threading.Event()))
    assert asked == []
    assert judged(home, iter(events)) == (lines, voted)
    assert [event.name for event in events if isinstance(event, Phase)] == ["judging", "base"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"base": True}, "names no base model"),
        ({"escalate_to": "demo-judge"}, "what is to be escalated"),
        (
            {"escalate_to": "demo-judge", "escalate_share": 0.5, "escalate_below": -1.0},
            "what is to be escalated",
        ),
        ({"escalate_share": 0.5}, "nothing to escalate to"),
        ({"escalate_to": "demo-judge", "escalate_below": float("nan")}, "not a number"),
        ({"escalate_to": "demo-weak", "escalate_share": 0.5}, "judges already"),
        ({"escalate_to": "nobody", "escalate_share": 0.5}, "no model is called"),
        ({"jury": ("demo-judge", "demo-judge")}, "judges already"),
        ({"jury": ("demo-judge",), "escalate_to": "demo-judge", "escalate_share": 0.5}, "do not go together"),
        ({"judge": "demo-judge", "jury": ("demo-weak",), "base": True}, "do not go together"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_saved(
    homes: Iterator[Home], data: Path, options: dict[str, object], told: str
) -> None:
    home = next(homes)
    with open_store(home.database) as store:
        before = store.count_runs()
    with pytest.raises(InputError, match=told):
        list(run_judge(home, spec_of(data, "none", **options), threading.Event()))
    with open_store(home.database) as store:
        assert store.count_runs() == before


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({}, {}, [0, 1, 2]),
        ({"rationale": True}, {"rationale": True}, [0, 1, 2, 3, 4, 5]),
        ({"rationale": True}, {"reason_first": True}, [0, 0, 1, 1, 2, 2]),
        ({"reason_first": True}, {"rationale": True}, [1, 3, 5]),
        ({}, {"reason_first": True}, [0, 1, 2]),
        ({}, {"rationale": True}, [0, 2, 4]),
    ],
)
def test_each_question_finds_the_same_one_of_a_judge_that_is_asked_in_another_form(
    mine: dict[str, bool], theirs: dict[str, bool], expected: list[int]
) -> None:
    sample = Sample(id="s", prompt="p", group="g", responses=(Response(id="r", text="t"),))
    rubrics = {"r": [Criterion(text=f"It has property {number}.") for number in range(3)]}

    def asked(forms: dict[str, bool]) -> list[Asked]:
        settings = {"rationale": False, **forms}
        return [Asked(sample, Chosen(), questions(sample, rubrics, "criteria", "leaf", **settings))]  # type: ignore[arg-type]

    assert matching(asked(mine), asked(theirs)) == expected
    twice = [*asked(mine), *asked(mine)]
    again = matching(twice, [*asked(theirs), *asked(theirs)])
    assert again == [*expected, *(place + len(asked(theirs)[0].questions) for place in expected)]


def test_an_estimate_counts_what_further_models_are_asked(
    homes: Iterator[Home], data: Path, rubric: Path
) -> None:
    home = next(homes)
    whole = {"judge": "demo-judge", "base": True, "escalate_to": "demo-weak", "escalate_share": 1.0}
    told = estimate(home, spec_of(data, rubric, **whole))
    *_, end = run_judge(home, spec_of(data, rubric, **whole), threading.Event())
    assert isinstance(end, Finished)
    assert (told.verdicts, told.tokens_distinct) == (end.counters.verdicts, end.counters.tokens_distinct)
    assert (told.tokens_total, told.cached) == (end.counters.tokens_total, 0)
    after = estimate(home, spec_of(data, rubric, **whole))
    assert (after.cached, after.tokens_distinct) == (3 * 30, 0)
    part = estimate(next(homes), spec_of(data, rubric, **{**whole, "base": False, "escalate_share": 0.2}))
    assert any("20% of the verdicts" in each for each in part.assumptions)
    assert part.tokens_total < told.tokens_total
    jury = estimate(next(homes), spec_of(data, rubric, jury=("demo-judge", "demo-base")))
    assert jury.tokens_total == pytest.approx(told.tokens_total, rel=0.1)
