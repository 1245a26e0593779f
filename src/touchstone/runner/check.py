"""Whether a model can do its work at all: obvious questions, how sure it is of its labels, and how fast.

A low label mass mostly means that the model wants to open with something else (a thinking block, a channel
header): then other answer prefixes are tried, and the one that helps is suggested.
"""

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pydantic import Field

from touchstone.domain.base import Value
from touchstone.domain.engine import Answer, Counters, Engine, Failure, Request
from touchstone.domain.model import ModelEntry
from touchstone.domain.rubric import Provenance
from touchstone.engine import open_engine
from touchstone.rubrics import instance_request, instance_rubric
from touchstone.runner.check_questions import CheckQuestion, check_questions, rubric_samples
from touchstone.runner.models import OpenModel
from touchstone.store import Store

CheckRole = Literal["judge", "generator"]

ENOUGH = 0.9
"""The accuracy below which every run of the model warns."""

PREFIXES = (
    "",
    "<think>\n\n</think>\n\n",
    "<|channel|>final<|message|>",
    "<|channel>thought\n<channel|>",
    "[THINK][/THINK]",
)
"""What is tried before the verdict: nothing, and what models write that have nothing to think about."""

_BETTER = 0.1
"""By how much more label mass another prefix must bring to be suggested."""

_COMMON = frozenset({"the", "and", "for", "with", "about", "write", "give", "explain", "how"})


class PrefixTrial(Value):
    """What one answer prefix brought on the binary questions."""

    answer_prefix: str
    label_mass: float
    accuracy: float


class CheckReport(Value):
    """The outcome of a check. Label masses and consistency are None for a generator, which has no labels.

    `accuracy` of a generator: the share of prompts with a valid rubric that is about the prompt.
    """

    model: str
    role: CheckRole
    questions: int
    accuracy: float
    by_kind: dict[str, float] = Field(default_factory=dict)
    label_mass_mean: float | None = None
    label_mass_min: float | None = None
    position_consistency: float | None = None
    seconds: float
    tokens_per_second: float
    verdicts_per_second: float
    answer_prefix: str
    suggested_answer_prefix: str | None = None
    trials: tuple[PrefixTrial, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the model answers obvious questions well enough to be used without a warning."""
        return self.accuracy >= ENOUGH


def check_model(
    engine: Engine, entry: ModelEntry, role: CheckRole = "judge", stop: threading.Event | None = None
) -> CheckReport:
    """Asks a judge the 24 questions, a generator for 4 rubrics. Raises Interrupted once `stop` is set."""
    stop = stop or threading.Event()
    return _check_generator(engine, entry, stop) if role == "generator" else _check_judge(engine, entry, stop)


def check_open_model(
    model: OpenModel, role: CheckRole, stop: threading.Event | None = None, *, prefixes: bool = True
) -> CheckReport:
    """Checks an open model; where the judge's label mass is low and `prefixes` is set, tries others.

    Trying them loads the model again for each, with this one's weights freed.
    """
    stop = stop or threading.Event()
    report = check_model(model.engine(), model.entry, role, stop)
    if not prefixes or report.label_mass_mean is None or report.label_mass_mean > 1 - _BETTER:
        return report
    model.close()
    trials = [_try_prefix(model, prefix, stop) for prefix in (model.settings.answer_prefix, *PREFIXES)]
    trials = list({trial.answer_prefix: trial for trial in trials}.values())
    own, best = trials[0], max(trials, key=lambda trial: trial.label_mass)
    suggested = best.answer_prefix if best.label_mass > own.label_mass + _BETTER else None
    return report.model_copy(update={"suggested_answer_prefix": suggested, "trials": tuple(trials)})


def ensure_checked(model: OpenModel, store: Store, role: CheckRole = "judge") -> list[str]:
    """What to warn of on this run: checks the model at its first use, and remembers the report.

    A model whose weights are not loaded (all its answers are cached) is not loaded for this.
    """
    key = report_key(model, role)
    known = store.model_check(key)
    if known is not None:
        report = CheckReport.model_validate(known)
    elif model.is_loaded:
        report = check_open_model(model, role, prefixes=False)
        store.save_model_check(key, model.entry.name, report.model_dump(mode="json"))
    else:
        return []
    return [] if report.is_good else [warning(report)]


def report_key(model: OpenModel, role: CheckRole) -> str:
    """Under what the store keeps the report of a model in a role."""
    return model.fingerprint if role == "judge" else f"{model.fingerprint}:{role}"


def warning(report: CheckReport) -> str:
    """One line for a model that fails the check."""
    if report.role == "generator":
        what = f"{report.accuracy:.0%} of {report.questions} plain prompts a valid rubric that is about them"
        return f"the generator {report.model!r} gave {what}; see: touchstone models check {report.model}"
    share = f"{report.accuracy:.0%} of {report.questions} obvious questions"
    text = f"the judge {report.model!r} answered {share} rightly"
    if report.label_mass_mean is not None and report.label_mass_mean < 0.5:
        text += f", with a mean label mass of {report.label_mass_mean:.2f}: its answer_prefix may be wrong"
    return f"{text}; see: touchstone models check {report.model}"


def _check_judge(engine: Engine, entry: ModelEntry, stop: threading.Event) -> CheckReport:
    asked = check_questions(reason=entry.answer_format == "reason_first")
    answers, counters, seconds = _ask(engine, [question.request for question in asked], stop)
    right = [_is_right(question, answer) for question, answer in zip(asked, answers, strict=True)]
    masses = [_mass(answer) for answer in answers]
    kinds: dict[str, list[bool]] = {}
    for question, is_right in zip(asked, right, strict=True):
        kinds.setdefault(question.kind, []).append(is_right)
    return CheckReport(
        model=entry.name,
        role="judge",
        questions=len(asked),
        accuracy=sum(right) / len(right),
        by_kind={kind: sum(each) / len(each) for kind, each in kinds.items()},
        label_mass_mean=sum(masses) / len(masses),
        label_mass_min=min(masses),
        position_consistency=_consistency(asked, answers),
        wrong=tuple(question.about for question, is_right in zip(asked, right, strict=True) if not is_right),
        answer_prefix=entry.answer_prefix,
        **_speed(counters, seconds, len(asked)),
    )


def _check_generator(engine: Engine, entry: ModelEntry, stop: threading.Event) -> CheckReport:
    samples = rubric_samples()
    answers, counters, seconds = _ask(engine, [instance_request(sample, seed=0) for sample in samples], stop)
    wrong = []
    for sample, answer in zip(samples, answers, strict=True):
        rubric = instance_rubric(sample, answer, Provenance(source="generated"))
        if isinstance(rubric, Failure):
            wrong.append(f"{sample.prompt} ({rubric.reason})")
        elif not any(_words(criterion.text) & _words(sample.prompt) for criterion in rubric.criteria):
            wrong.append(f"{sample.prompt} (no criterion is about it)")
    return CheckReport(
        model=entry.name,
        role="generator",
        questions=len(samples),
        accuracy=1 - len(wrong) / len(samples),
        wrong=tuple(wrong),
        answer_prefix=entry.answer_prefix,
        **_speed(counters, seconds, len(samples)),
    )


def _ask(
    engine: Engine, requests: Sequence[Request], stop: threading.Event
) -> tuple[tuple[Answer | Failure, ...], Counters, float]:
    start = time.perf_counter()
    answered = next(iter(engine.run([requests], stop)))
    return answered.answers, answered.counters, time.perf_counter() - start


def _speed(counters: Counters, seconds: float, questions: int) -> dict[str, float]:
    seconds = max(seconds, 1e-9)
    tokens = counters.tokens_computed + counters.tokens_generated
    speeds = {"tokens_per_second": tokens / seconds, "verdicts_per_second": questions / seconds}
    return {"seconds": round(seconds, 3)} | {name: round(value, 3) for name, value in speeds.items()}


def _try_prefix(model: OpenModel, prefix: str, stop: threading.Event) -> PrefixTrial:
    reason = model.entry.answer_format == "reason_first"
    asked = [question for question in check_questions(reason=reason) if question.kind == "binary"]
    engine = open_engine(replace(model.settings, answer_prefix=prefix))
    try:
        answers, _, _ = _ask(engine, [question.request for question in asked], stop)
    finally:
        engine.close()
    right = [_is_right(question, answer) for question, answer in zip(asked, answers, strict=True)]
    mass = sum(map(_mass, answers)) / len(answers)
    return PrefixTrial(answer_prefix=prefix, label_mass=mass, accuracy=sum(right) / len(right))


def _is_right(question: CheckQuestion, answer: Answer | Failure) -> bool:
    if isinstance(answer, Failure) or answer.distribution is None:
        return False
    return question.choice(answer.distribution) in question.right


def _mass(answer: Answer | Failure) -> float:
    if isinstance(answer, Failure) or answer.distribution is None:
        return 0.0
    return answer.distribution.label_mass


def _consistency(asked: Sequence[CheckQuestion], answers: Sequence[Answer | Failure]) -> float:
    """The share of pairs whose two orders gave the same preference."""
    choices: dict[int, list[str]] = {}
    for question, answer in zip(asked, answers, strict=True):
        if question.pair is not None and isinstance(answer, Answer) and answer.distribution is not None:
            choices.setdefault(question.pair, []).append(question.choice(answer.distribution))
    pairs = {question.pair for question in asked if question.pair is not None}
    return sum(len(each) == 2 and len(set(each)) == 1 for each in choices.values()) / len(pairs)


def _words(text: str) -> set[str]:
    """The words that say what a text is about, without a plural s."""
    return {word.rstrip("s") for word in re.findall(r"[a-z]{3,}", text.lower())} - _COMMON
