"""Whether a model can do its work at all: obvious questions, how sure it is of its labels, and how fast.

A low label mass mostly means that the model wants to open with something else (a thinking block, a channel
header): then other answer prefixes are tried, and the one that helps is suggested.
"""

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from touchstone.domain.base import content_hash
from touchstone.domain.engine import Answer, Counters, Distribution, Engine, Failure, Request
from touchstone.domain.model import OWN_FORMAT, ModelEntry
from touchstone.domain.rubric import Provenance
from touchstone.domain.run import RunSpec
from touchstone.engine import Adapter, open_engine
from touchstone.judging import judge_format
from touchstone.paths import Home
from touchstone.rubrics import instance_request, instance_rubric
from touchstone.runner.models.adapters import known_adapter
from touchstone.runner.models.check_questions import (
    CHECK_VERSION,
    CheckQuestion,
    check_questions,
    rubric_samples,
)
from touchstone.runner.models.check_report import CheckReport, CheckRole, PrefixTrial
from touchstone.runner.models.opening import OpenModel
from touchstone.store import Store

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

_MIN_LABEL_MASS: float = RunSpec.model_fields["min_label_mass"].default

_ASKED_BY = frozenset(
    {"n_ctx", "chat_template", "template_args", "answer_prefix", "answer_format", "adapter", "layout"}
)

_COMMON = frozenset(
    {"the", "and", "for", "with", "about", "write", "give", "explain", "how", "short", "new", "word", "work"}
)
"""Words of the prompts that would fit any rubric."""


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

    Trying them loads the model again for each, after this one's weights were freed. A judge with a format of its own
    is asked in the format's frame, and in no other.
    """
    stop = stop or threading.Event()
    report = check_model(model.engine(), model.entry, role, stop)
    mass, fixed = report.label_mass_mean, model.entry.format != OWN_FORMAT
    if not prefixes or fixed or mass is None or mass > 1 - _BETTER:
        return report
    model.unload()
    own = model.settings.answer_prefix
    trials = [_try_prefix(model, prefix, stop) for prefix in dict.fromkeys((own, *PREFIXES))]
    best = max(trials, key=lambda trial: trial.label_mass)
    suggested = best.answer_prefix if best.label_mass > trials[0].label_mass + _BETTER else None
    return report.model_copy(update={"suggested_answer_prefix": suggested, "trials": tuple(trials)})


def ensure_checked(
    model: OpenModel, store: Store, role: CheckRole = "judge", stop: threading.Event | None = None
) -> list[str]:
    """What to warn of on this run: checks the model at its first use, and remembers the report.

    A model whose weights are not loaded (all its answers are cached) is not loaded for this.
    """
    report = known_report(model, store, role)
    if report is None:
        if not model.is_loaded:
            return []
        report = check_open_model(model, role, stop, prefixes=False)
        save_report(model, store, report)
    return [] if report.is_good else [report.warning(demo=model.entry.is_demo)]


def known_report(model: OpenModel, store: Store, role: CheckRole) -> CheckReport | None:
    """The report of an earlier check of just this model, with these settings, in this role."""
    report = store.model_check(_key(model, role))
    return None if report is None else CheckReport.model_validate(report)


def save_report(model: OpenModel, store: Store, report: CheckReport) -> None:
    """Keeps the report for later runs."""
    settings = model.settings
    subject = subject_of(model.entry, settings.model_hash, settings.adapter)
    report = report.model_copy(update={"subject": subject})
    store.save_model_check(_key(model, report.role), model.entry.name, report.model_dump(mode="json"))


def last_checks(
    home: Home, store: Store, entry: ModelEntry, path: Path
) -> dict[CheckRole, tuple[CheckReport, str]]:
    """The last check in each role, and when it was, of just this file with these settings. Reads no file."""
    found: dict[CheckRole, tuple[CheckReport, str]] = {}
    if (model_hash := store.known_file_hash(path)) is None:
        return found
    subject = subject_of(entry, model_hash, known_adapter(home, store, entry, model_hash))
    for values, checked in store.model_checks(entry.name):
        if values.get("subject") == subject:
            report = CheckReport.model_validate(values)
            found.setdefault(report.role, (report, checked))
    return found


def subject_of(entry: ModelEntry, model_hash: str, adapter: Adapter | None) -> str:
    """What a check is about: the files, and all of the entry that changes how the model is asked."""
    form = judge_format(entry.format)
    version = [form.version] if form else []
    laid = [adapter.sha256, adapter.scale] if adapter else []
    return content_hash([model_hash, entry.model_dump(mode="json", include=set(_ASKED_BY)), *version, *laid])


def _key(model: OpenModel, role: CheckRole) -> str:
    form = judge_format(model.entry.format) if role == "judge" else None
    version = f":{form.version}" if form else ""
    return f"{model.fingerprint}:{role}:{CHECK_VERSION}{version}"


def _check_judge(engine: Engine, entry: ModelEntry, stop: threading.Event) -> CheckReport:
    form = judge_format(entry.format)
    asked = check_questions(reason=entry.answer_format == "reason_first", form=form)
    told = _ask(engine, [question.request for question in asked], stop)
    kinds: dict[str, list[bool]] = {}
    wrong = []
    for question, answer in zip(asked, told.answers, strict=True):
        right = _is_right(question, answer)
        kinds.setdefault(question.kind, []).append(right)
        if not right:
            wrong.append(question.about)
    masses = [_mass(answer) for answer in told.answers]
    told.counters.verdicts = len(asked)
    told.counters.unscored = sum(mass < _MIN_LABEL_MASS for mass in masses)
    return CheckReport(
        model=entry.name,
        role="judge",
        questions=len(asked),
        accuracy=1 - len(wrong) / len(asked),
        by_kind={kind: sum(each) / len(each) for kind, each in kinds.items()},
        label_mass_mean=sum(masses) / len(masses),
        label_mass_min=min(masses),
        position_consistency=_consistency(asked, told.answers),
        tokens_per_second=told.tokens_per_second,
        verdicts_per_second=len(asked) / told.counters.seconds,
        answer_prefix=entry.answer_prefix,
        format=form.name if form else OWN_FORMAT,
        wrong=tuple(wrong),
        counters=told.counters.as_dict(),
    )


def _check_generator(engine: Engine, entry: ModelEntry, stop: threading.Event) -> CheckReport:
    samples = rubric_samples()
    told = _ask(engine, [instance_request(sample, seed=0) for sample in samples], stop)
    wrong = []
    for sample, answer in zip(samples, told.answers, strict=True):
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
        tokens_per_second=told.tokens_per_second,
        verdicts_per_second=0.0,
        answer_prefix=entry.answer_prefix,
        wrong=tuple(wrong),
        counters=told.counters.as_dict(),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """The answers to the questions, and what they cost; `counters.seconds` is never zero."""

    answers: tuple[Answer | Failure, ...]
    counters: Counters

    @property
    def tokens_per_second(self) -> float:
        return (self.counters.tokens_computed + self.counters.tokens_generated) / self.counters.seconds


def _ask(engine: Engine, requests: Sequence[Request], stop: threading.Event) -> _Told:
    start = time.perf_counter()
    (answered,) = engine.run([requests], stop)  # to its end: the generator holds the context
    counters = replace(answered.counters, seconds=max(time.perf_counter() - start, 1e-6))
    return _Told(answered.answers, counters)


def _try_prefix(model: OpenModel, prefix: str, stop: threading.Event) -> PrefixTrial:
    reason = model.entry.answer_format == "reason_first"
    asked = [question for question in check_questions(reason=reason) if question.kind == "binary"]
    engine = open_engine(replace(model.settings, answer_prefix=prefix))
    try:
        answers = _ask(engine, [question.request for question in asked], stop).answers
    finally:
        engine.close()
    right = [_is_right(question, answer) for question, answer in zip(asked, answers, strict=True)]
    mass = sum(map(_mass, answers)) / len(answers)
    return PrefixTrial(answer_prefix=prefix, label_mass=mass, accuracy=sum(right) / len(right))


def _distribution(answer: Answer | Failure) -> Distribution | None:
    return None if isinstance(answer, Failure) else answer.distribution


def _choice(question: CheckQuestion, answer: Answer | Failure) -> str | None:
    """The likeliest label; None where a run would call the verdict unscored."""
    distribution = _distribution(answer)
    if distribution is None or distribution.label_mass < _MIN_LABEL_MASS:
        return None
    return question.choice(distribution)


def _is_right(question: CheckQuestion, answer: Answer | Failure) -> bool:
    return _choice(question, answer) in question.right


def _mass(answer: Answer | Failure) -> float:
    distribution = _distribution(answer)
    return 0.0 if distribution is None else distribution.label_mass


def _consistency(asked: Sequence[CheckQuestion], answers: Sequence[Answer | Failure]) -> float | None:
    """The share of pairs whose two orders gave the same preference; None where none were asked about."""
    choices: dict[int, list[str | None]] = {}
    for question, answer in zip(asked, answers, strict=True):
        if question.pair is not None:
            choices.setdefault(question.pair, []).append(_choice(question, answer))
    same = sum(first is not None and first == second for first, second in choices.values())
    return same / len(choices) if choices else None


def _words(text: str) -> set[str]:
    """The words that say what a text is about, without a plural s."""
    return {word.rstrip("s") for word in re.findall(r"[a-z]{3,}", text.lower())} - _COMMON
