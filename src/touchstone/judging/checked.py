"""Criteria that code decides instead of the judge: which these are, and their lines."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from touchstone.domain.check import Check
from touchstone.domain.dataset import Response, Sample
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.judging.checks import Checker
from touchstone.judging.prompts import MET, NOT_MET
from touchstone.judging.questions import Rubrics


@dataclass(frozen=True, slots=True)
class Checking:
    """A response and one of its criteria that code decides."""

    response: Response
    criterion_id: str
    check: Check


def checkings(
    sample: Sample, rubrics: Rubrics, protocol: JudgeProtocol, skip: Container[str] = ()
) -> list[Checking]:
    """What is checked of a sample, response by response: nothing but under "criteria".

    Responses whose id is in `skip` are left out.
    """
    if protocol != "criteria":
        return []
    return [
        Checking(response, criterion.id, criterion.check)
        for response in sample.responses
        if response.id not in skip
        for criterion in rubrics.get(response.id, ())
        if criterion.check is not None
    ]


def checked_lines(run: str, sample: Sample, every: Sequence[Checking], checker: Checker) -> list[ResultLine]:
    """A verdict line for each: certain, and no distribution that was read. Without a result it is unscored."""
    return [_line(run, sample, checking, checker) for checking in every]


def _line(run: str, sample: Sample, checking: Checking, checker: Checker) -> ResultLine:
    found = checker.run(checking.check, checking.response.text)
    line = ResultLine(
        run=run,
        sample_id=sample.id,
        response_id=checking.response.id,
        system=checking.response.system,
        criterion_id=checking.criterion_id,
        protocol="criteria",
        checked=found.text,
    )
    if found.met is None:
        return line.model_copy(update={"unscored": found.text})
    met = float(found.met)
    return line.model_copy(update={"probabilities": {MET: met, NOT_MET: 1 - met}, "score": met})
