"""The model check, with judges whose behaviour is known."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest

from touchstone.domain.engine import (
    Answer,
    Counters,
    Distribution,
    EngineInfo,
    Failure,
    Request,
    UnitAnswers,
)
from touchstone.domain.model import ModelEntry
from touchstone.engine import EngineSettings
from touchstone.runner.models import check
from touchstone.runner.models.check import check_model, check_open_model, ensure_checked, known_report
from touchstone.runner.models.check_questions import check_questions, rubric_samples
from touchstone.runner.models.opening import OpenModel
from touchstone.store import open_store

JUDGE = ModelEntry(name="j", path="j.gguf", role="judge")
GENERATOR = ModelEntry(name="g", path="g.gguf", role="generator")
Reply = Callable[[Request], Answer | Failure]


class Told:
    """An engine that replies as it is told."""

    info = EngineInfo("print", "", 1024, 10, 10, 10, 10)

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.runs = 0

    def count(self, requests: Sequence[Request]) -> tuple[int, int]:
        return len(requests), len(requests)

    def run(self, units: Sequence[Sequence[Request]], stop: threading.Event) -> Iterator[UnitAnswers]:
        for index, unit in enumerate(units):
            self.runs += 1
            counters = Counters(tokens_total=100, tokens_distinct=50, tokens_computed=50)
            yield UnitAnswers(index, tuple(self.reply(request) for request in unit), counters)

    def close(self) -> None:
        pass


def sure_of(request: Request, label: str, mass: float = 0.9) -> Answer:
    names = [each.name for each in request.labels]
    rest = 0.1 / (len(names) - 1)
    return Answer(Distribution({name: 0.9 if name == label else rest for name in names}, mass, 0.3))


def perfect(request: Request) -> Answer:
    question = next(each for each in check_questions() if each.request == request)
    label = min(question.right)
    if question.order == "ba":
        label = {"A": "B", "B": "A"}[label]
    return sure_of(request, label)


def test_the_questions_are_24_and_balanced() -> None:
    questions = check_questions()
    assert Counter(each.kind for each in questions) == {
        "binary": 10,
        "ordinal": 3,
        "holistic": 3,
        "pairwise": 8,
    }
    assert Counter(each.right for each in questions if each.kind == "binary") == {
        frozenset({"met"}): 5,
        frozenset({"not met"}): 5,
    }
    assert len({each.request for each in questions}) == 24
    assert len({each.request for each in check_questions(reason=True)}) == 24


def test_a_perfect_judge() -> None:
    report = check_model(Told(perfect), JUDGE)
    assert (report.accuracy, report.position_consistency) == (1.0, 1.0)
    assert report.label_mass_mean == pytest.approx(0.9)
    assert report.is_good
    assert not report.wrong
    shown = report.as_json()
    assert (shown["verdicts"], shown["unscored"], shown["tokens_computed"]) == (24, 0, 50)


def test_a_judge_that_always_prefers_the_first() -> None:
    def first(request: Request) -> Answer:
        return sure_of(request, "A") if request.labels[0].name == "A" else perfect(request)

    report = check_model(Told(first), JUDGE)
    assert report.position_consistency == 0.0
    assert report.by_kind["pairwise"] == 0.5
    assert not report.is_good


def test_a_judge_that_cannot_answer() -> None:
    report = check_model(Told(lambda request: Failure("too long")), JUDGE)
    assert (report.accuracy, report.label_mass_min, report.counters["unscored"]) == (0.0, 0.0, 24)
    assert "answer_prefix" in report.warning()


def test_a_right_label_with_hardly_any_mass_is_unscored() -> None:
    def unsure(request: Request) -> Answer:
        distribution = perfect(request).distribution
        assert distribution is not None
        return Answer(Distribution(distribution.probabilities, 0.01, 5.0))

    report = check_model(Told(unsure), JUDGE)
    assert (report.accuracy, report.position_consistency, report.counters["unscored"]) == (0.0, 0.0, 24)


def test_a_generator_must_write_about_the_prompt() -> None:
    prompts = {sample.prompt: f'["The response answers: {sample.prompt}"' for sample in rubric_samples()}

    def write(request: Request) -> Answer:
        start = next(text for prompt, text in prompts.items() if prompt in request.content)
        return Answer(text=f'{{"criteria": {start}, "The response is short.", "The response is clear."]}}')

    def fixed(request: Request) -> Answer:
        return Answer(text='{"criteria": ["It is good indeed.", "It is short.", "It is very clear."]}')

    assert check_model(Told(write), GENERATOR, "generator").is_good
    report = check_model(Told(fixed), GENERATOR, "generator")
    assert report.accuracy == 0.0
    assert report.label_mass_mean is None


class Opened:
    """As much of an open model as the check needs."""

    entry = JUDGE
    fingerprint = "print"
    settings = EngineSettings(Path("j.gguf"), "0")
    unloaded = False

    def __init__(self, engine: Told, *, is_loaded: bool = True) -> None:
        self.is_loaded = is_loaded
        self._engine = engine

    def engine(self) -> Told:
        return self._engine

    def unload(self) -> None:
        self.unloaded = True


def test_a_prefix_that_brings_label_mass_is_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that opens with a channel header: only after that prefix does it give its mass to the labels."""

    def told(settings: EngineSettings) -> Told:
        def reply(request: Request) -> Answer:
            distribution = perfect(request).distribution
            assert distribution is not None
            mass = 0.95 if settings.answer_prefix == "<|channel|>final<|message|>" else 0.01
            return Answer(Distribution(distribution.probabilities, mass, 1.0))

        return Told(reply)

    monkeypatch.setattr(check, "open_engine", told)
    model = Opened(told(EngineSettings(Path("j.gguf"), "0")))
    report = check_open_model(cast(OpenModel, model), "judge")
    assert report.suggested_answer_prefix == "<|channel|>final<|message|>"
    assert report.accuracy == 0.0
    assert {trial.answer_prefix for trial in report.trials} == set(check.PREFIXES)
    assert model.unloaded


def test_the_first_use_is_checked_and_every_run_warned_of(tmp_path: Path) -> None:
    engine = Told(lambda request: Failure("too long"))
    with open_store(tmp_path / "t.db") as store:
        unloaded = cast(OpenModel, Opened(engine, is_loaded=False))
        assert ensure_checked(unloaded, store) == []
        model = cast(OpenModel, Opened(engine))
        first = ensure_checked(model, store)
        assert "0% of 24 obvious questions" in first[0]
        assert ensure_checked(model, store) == first
        assert ensure_checked(unloaded, store) == first
        assert engine.runs == 1
        report = known_report(model, store, "judge")
        assert report is not None
        assert report.accuracy == 0.0
