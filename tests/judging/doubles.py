"""A judge without a model: an Engine that answers each request with set probabilities."""

import threading
from collections.abc import Callable, Iterator, Sequence

from touchstone.domain.engine import (
    Answer,
    Counters,
    Distribution,
    EngineInfo,
    Failure,
    Request,
    UnitAnswers,
)


def distribution(label_mass: float = 0.9, **probabilities: float) -> Distribution:
    """A distribution; underscores in names stand for spaces."""
    named = {name.replace("_", " "): value for name, value in probabilities.items()}
    return Distribution(named, label_mass, 0.5)


def sure(request: Request, label: str) -> Distribution:
    """All on one label of the request."""
    return Distribution({each.name: float(each.name == label) for each in request.labels}, 0.95, 0.1)


class SetEngine:
    """Answers by a function; counts characters as tokens and distinct prefixes as distinct ones."""

    info = EngineInfo("double", "a double", 4096, 100, 0, 0, 0)

    def __init__(self, answer: Callable[[Request], Answer | Failure]) -> None:
        self.answer = answer

    def count(self, requests: Sequence[Request]) -> tuple[int, int]:
        prompts = ["".join(request.content) for request in requests]
        prefixes = {prompt[:end] for prompt in prompts for end in range(1, len(prompt) + 1)}
        return sum(map(len, prompts)), len(prefixes)

    def run(self, units: Sequence[Sequence[Request]], stop: threading.Event) -> Iterator[UnitAnswers]:
        for index, unit in enumerate(units):
            yield UnitAnswers(index, tuple(self.answer(request) for request in unit), Counters())

    def close(self) -> None:
        """Nothing to free."""
