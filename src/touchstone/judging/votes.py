"""A verdict line as what one model said by itself."""

from touchstone.domain.engine import Answer, Failure
from touchstone.domain.results import ResultLine, Vote

_SAID = (
    "probabilities",
    "score",
    "preference",
    "label_mass",
    "entropy",
    "reliability",
    "rationale",
    "unscored",
)


def vote_of(line: ResultLine, voter: str, model: str, answer: Answer | Failure | None = None) -> Vote:
    """The vote of a model whose verdict the line is; `answer` is what the line was read from, where it is known."""
    said = {name: getattr(line, name) for name in _SAID}
    if isinstance(answer, Answer):
        said |= {"written_entropy": answer.written_entropy, "surprise": answer.surprise}
    return Vote(voter=voter, model=model, **said)


def with_vote(line: ResultLine, vote: Vote) -> ResultLine:
    """The line with what the vote says in the place of its own verdict."""
    return line.model_copy(update={name: getattr(vote, name) for name in _SAID})
