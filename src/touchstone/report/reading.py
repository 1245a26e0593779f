"""A sample to read: its texts, the results in words, and every verdict with its probabilities."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from touchstone.domain.dataset import Pair, Response, ScoreLabel
from touchstone.domain.results import OVERALL, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.report.asked import outcome
from touchstone.report.contents import Answer, Case, Verdict
from touchstone.report.material import Item
from touchstone.report.text import number, span

SHOWN = 0.005
"""A label of less probability is not listed."""


def case_of(title: str, items: Sequence[Item], pair: Pair | None = None) -> Case:
    """The case of a judged pair, of one response, or of several responses to a prompt.

    `pair`: the labelled pair that two responses are, where they were judged one by one.
    """
    first = items[0]
    target = first.target
    if isinstance(target, Pair) or first.data.pairwise:
        answers = _pair_answers(first, target) if isinstance(target, Pair) else ()
        verdicts = (
            *(_verdict(line, {}, ()) for line in first.verdicts),
            _verdict(first.line, {}, _given(first, None)),
        )
    else:
        letters = ("A", "B") if pair else ("",) * len(items)
        answers = tuple(_answer(item, letter) for item, letter in zip(items, letters, strict=True))
        verdicts = ()
    sample = first.sample
    return Case(
        title=title,
        place=_place(items),
        prompt=sample.prompt if sample else None,
        system_prompt=sample.system_prompt if sample else None,
        reference=sample.reference if sample else None,
        answers=answers,
        verdicts=verdicts,
    )


def _place(items: Sequence[Item]) -> str:
    """Where the results are found again."""
    places = dict.fromkeys(f"run {item.data.run.id}, sample {item.line.sample_id}" for item in items)
    return "; ".join(places)


def _answer(item: Item, letter: str) -> Answer:
    target = item.target if isinstance(item.target, Response) else None
    return Answer(
        heading=" ".join(filter(None, ("Response", letter, f"of {item.system}"))),
        text=target.text if target else None,
        result=_result(item.line),
        labels=tuple(_given(item, None)),
        verdicts=tuple(
            _verdict(line, item.data.criteria, _given(item, line.criterion_id)) for line in item.verdicts
        ),
    )


def _pair_answers(item: Item, pair: Pair) -> tuple[Answer, ...]:
    answers = []
    for letter, id in (("A", pair.a), ("B", pair.b)):
        response = item.response(id)
        system = item.data.systems.get(response.system) if response and response.system else None
        labelled = pair.label in (letter, "tie")
        label = "a tie" if pair.label == "tie" else "this one is better"
        answers.append(
            Answer(
                heading=f"Response {letter} of {system}" if system else f"Response {letter}",
                text=response.text if response else None,
                result="preferred by the judge" if item.line.preference == letter else "",
                labels=(label,) if labelled else (),
            )
        )
    return tuple(answers)


def _result(line: ResultLine) -> str:
    if line.score is None:
        text = f"unscored: {line.unscored or 'no criterion applies'}"
    else:
        text = f"score {number(line.score)}"
    return f"{text}, could be {span(*line.bounds)}" if line.bounds else text


def _given(item: Item, criterion_id: str | None) -> Iterator[str]:
    """The labels that people gave a response, or one criterion of it, in words."""
    asked = {line.criterion_id for line in item.verdicts}
    for score in item.target.labels if isinstance(item.target, Response) else ():
        if (score.criterion_id if score.criterion_id in asked else None) == criterion_id:
            yield _label(score)
    for label in item.data.labels:
        if label.item == (item.line.sample_id, item.line.response_id, criterion_id):
            yield f"{label.label} ({label.annotator}{', with the verdict in sight' if label.seen else ''})"


def _label(label: ScoreLabel) -> str:
    text = f"{label.score:g} on {label.score_min:g} to {label.score_max:g}"
    return f"{text}, “{label.text}”" if label.text else text


def _verdict(line: ResultLine, criteria: Mapping[str, Criterion], labels: Iterable[str]) -> Verdict:
    criterion = criteria.get(line.criterion_id or "")
    read = sorted((line.probabilities or {}).items(), key=lambda each: -each[1])
    return Verdict(
        about=_about(line, criterion),
        outcome=outcome(criterion, line),
        probabilities=f"checked by code: {line.checked}"
        if line.checked is not None
        else ", ".join(f"{label}: {number(share, 2)}" for label, share in read if share >= SHOWN),
        label_mass=line.label_mass,
        entropy=line.entropy,
        labels=tuple(labels),
        rationale=line.rationale,
    )


def _about(line: ResultLine, criterion: Criterion | None) -> str:
    """What a verdict was asked about."""
    if line.order is not None:
        about = "A shown first" if line.order == "ab" else "B shown first"
    elif line.is_aggregate:
        about = "both orders, averaged"
    elif line.criterion_id == OVERALL:
        about = "the response as a whole"
    else:
        about = criterion.text if criterion else f"criterion {line.criterion_id}"
    guard = " (guard)" if criterion is not None and criterion.guard else ""
    return f"{about}{guard}{' (after its reason)' if line.rationale is not None else ''}"
