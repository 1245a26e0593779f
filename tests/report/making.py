"""Small runs made by hand, and the page of a report as its tags, its texts and its tables."""

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

from touchstone.domain.dataset import Dataset, Pair, Response, Sample, ScoreLabel
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.domain.run import RunInfo
from touchstone.evaluation import AgreementReport
from touchstone.evaluation.comparing.comparison import Comparison
from touchstone.report import Choices, Report, RunData, assemble

RUN = "1a2b3c4d"
Scores = Mapping[str, Mapping[Criterion, float | str | None]]
"""By response: the score on each criterion, or None where it does not apply, or why it is unscored."""


def run_info(protocol: str = "criteria", id: str = RUN, **more: object) -> RunInfo:
    spec = {"kind": "judge", "data": "/data/answers.jsonl", "protocol": protocol, "judge": "small-judge"}
    values = {"id": id, "state": "finished", "created": "2026-01-02T03:04:05+00:00", **more}
    return RunInfo.model_validate({"spec": {**spec, **dict(values.pop("spec", {}))}, **values})  # type: ignore[call-overload]


def verdict(response: str, criterion: Criterion, score: float | str | None, **more: object) -> ResultLine:
    """One verdict of a sample that is named like the response up to its last hyphen."""
    values: dict[str, object] = {"score": score}
    if isinstance(score, str):
        values = {"unscored": score}
    elif score is not None:
        values["probabilities"] = {"met": score, "not met": 1 - score}
    return ResultLine.model_validate(
        {
            "run": RUN,
            "sample_id": response.rsplit("-", 1)[0],
            "response_id": response,
            "system": response.rsplit("-", 1)[1],
            "criterion_id": criterion.id,
            "protocol": "criteria",
            "label_mass": 0.9,
            "entropy": 0.4,
            **values,
            **more,
        }
    )


def aggregate(response: str, score: float | None, **more: object) -> ResultLine:
    return verdict(response, Criterion(text="x"), None).model_copy(
        update={"criterion_id": None, "score": score, "label_mass": None, "entropy": None, **more}
    )


def scored(scores: Scores, labels: Mapping[str, ScoreLabel] = {}, run: RunInfo | None = None) -> RunData:
    """A run of responses "<sample>-<system>"; a response's score is the mean over its criteria."""
    lines: list[ResultLine] = []
    responses: dict[str, list[Response]] = {}
    for response, judged in scores.items():
        lines += [verdict(response, criterion, score) for criterion, score in judged.items()]
        found = [score for score in judged.values() if isinstance(score, float)]
        lines.append(aggregate(response, sum(found) / len(found) if found else None))
        sample, system = response.rsplit("-", 1)
        given = (labels[response],) if response in labels else ()
        text = f"The answer {response}."
        responses.setdefault(sample, []).append(Response(id=response, text=text, system=system, labels=given))
    samples = [
        Sample(id=id, prompt=f"Prompt {id}?", responses=tuple(each), group=id)
        for id, each in responses.items()
    ]
    criteria = dict.fromkeys(criterion for judged in scores.values() for criterion in judged)
    return run_data(run or run_info(), samples, lines, tuple(criteria))


def paired(
    judged: Sequence[tuple[float, float]], labels: Sequence[str | None], run: RunInfo | None = None
) -> RunData:
    """A pairwise run: of each pair, what A holds when shown first and when shown second; B holds the rest."""
    lines, samples = [], []
    for number, (shares, label) in enumerate(zip(judged, labels, strict=True)):
        about = {"run": RUN, "sample_id": f"s{number}", "response_id": f"p{number}", "protocol": "pairwise"}
        mean = sum(shares) / 2
        for order, share in (("ab", shares[0]), ("ba", shares[1]), (None, mean)):
            read = {"probabilities": {"A": share, "B": 1 - share, "tie": 0.0}, "score": share}
            preference = "A" if share > 0.5 else "B"
            lines.append(
                ResultLine.model_validate({**about, "order": order, "preference": preference, **read})
            )
        pair = Pair.model_validate({"id": f"p{number}", "a": "a", "b": "b", "label": label})
        both = (Response(id="a", text="One.", system="old"), Response(id="b", text="Two.", system="new"))
        sample = Sample(
            id=f"s{number}", prompt=f"Which {number}?", responses=both, pairs=(pair,), group=f"g{number}"
        )
        samples.append(sample)
    return run_data(run or run_info("pairwise"), samples, lines, ())


def run_data(
    run: RunInfo, samples: Sequence[Sample], lines: Sequence[ResultLine], criteria: Sequence[Criterion]
) -> RunData:
    given = Provenance(source="file")
    rubrics = (
        [Rubric(level=RubricLevel.DATASET, criteria=tuple(criteria), provenance=given)] if criteria else []
    )
    systems = dict.fromkeys(each.system for sample in samples for each in sample.responses)
    return RunData(
        run=run,
        dataset=Dataset(path=run.spec.data, digest="d" * 64, samples=tuple(samples), rows=len(samples)),
        digest="d" * 64,
        systems={name: name or "unnamed" for name in systems},
        lines=lines,
        rubrics=rubrics,
        criteria={criterion.id: criterion for criterion in criteria},
    )


def report_of(
    *runs: RunData,
    comparison: Comparison | None = None,
    agreements: Sequence[AgreementReport] = (),
    choices: Choices = Choices(file=Path("report.html")),  # noqa: B008 - a frozen value
    notices: Sequence[str] = (),
) -> Report:
    return assemble(
        runs,
        choices,
        version="1.2.3",
        comparison=comparison,
        no_comparison="" if comparison else "there is only one system: a",
        agreements=agreements,
        notices=notices,
    )


class Page(HTMLParser):
    """A parsed page: `tags` with their attributes' names, `attributes`, texts by the element they stand in."""

    VOID = frozenset({"meta", "br", "line", "circle", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self._inside: list[list[str]] = []
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attributes)))
        self.attributes.append((tag, dict(attributes)))
        if tag not in self.VOID:
            name = dict(attributes).get("class") or ""
            self._open.append(tag)
            self._inside.append([f"{tag}.{name}" if name else tag])

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attributes)))
        self.attributes.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1:] == [tag], f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()
        name, *parts = self._inside.pop()
        self.texts.append((name, "".join(parts)))
        if self._inside:
            self._inside[-1].append("".join(parts))
        self.tags.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._inside[-1].append(data)
        if self._open and self._open[-1] != "style":
            self.text += data

    def of(self, name: str) -> list[str]:
        """The texts of all elements of that name ("h2", "div.text")."""
        return [text for element, text in self.texts if element == name]
