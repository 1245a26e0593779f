"""How well a model predicts given text: through the packed prefix tree, against one plain decode for each token."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.engine.conftest import MakeEngine, Plain, answers
from tests.engine.questions import SENTENCE, question, sample
from touchstone.catalogue.catalogue import BUNDLED
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Request
from touchstone.domain.rubric import Criterion
from touchstone.engine import EngineSettings, LlamaEngine
from touchstone.engine.prompts import Prompt
from touchstone.judging.prompts import criterion_request

MakePlain = Callable[..., Plain]
RESPONSE = 4
"""The piece of a question that holds the response."""


def by_hand(engine: LlamaEngine, plain: Plain, request: Request) -> tuple[float | None, float | None]:
    """(mean -ln p of the scored tokens, mean entropy where the written ones come from) by plain decodes alone."""
    prompt = engine._prompter.prompt(request)
    assert isinstance(prompt, Prompt)
    tokens = prompt.tokens.tolist()
    surprises, entropies = [], []
    for place in prompt.scored:
        for at in range(place.start, place.stop):
            surprises.append(-np.log(plain.probabilities(tokens[:at])[tokens[at]]))
    if prompt.written:
        for at in range(prompt.written.start, prompt.written.stop):
            row = plain.probabilities(tokens[:at])
            entropies.append(-(row * np.log(np.where(row > 0, row, 1))).sum())
    return (
        float(np.mean(surprises)) if surprises else None,
        float(np.mean(entropies)) if entropies else None,
    )


@pytest.mark.parametrize("arch", ["llama", "gemma2", "mamba"])
@pytest.mark.parametrize("cells", [2048, 560])
def test_scored_pieces(engine: MakeEngine, plain: MakePlain, arch: str, cells: int) -> None:
    """Requests that share a response, ones that do not, and ones that are not scored; also in a small cache."""
    used = engine(arch, n_ctx=480, kv_cells=cells)
    requests = [replace(each, scored=(RESPONSE,)) for each in sample(0, 2, 2)]
    requests += [question(0, 0, 3), replace(question(1), scored=(2, RESPONSE))]
    for request, answer in zip(requests, answers(used, requests), strict=True):
        surprise, _ = by_hand(used, plain(arch), request)
        assert answer.surprise == (None if surprise is None else pytest.approx(surprise, abs=1e-3))
        assert answer.written_entropy is None


def test_given_text(engine: MakeEngine, plain: MakePlain) -> None:
    """The entropies are those of plain decodes, and the verdict is read after the text and what follows it."""
    used = engine()
    given = [
        replace(question(number, writing=SENTENCE), written=" the sea is a word.") for number in range(3)
    ]
    for request, answer in zip(given, answers(used, given), strict=True):
        assert answer.text is None
        assert answer.distribution
        assert answer.written_entropy == pytest.approx(by_hand(used, plain(), request)[1], abs=1e-3)


def test_given_text_is_read_like_written_text() -> None:
    """A reason that a judge wrote, given to it as written, has the entropies and the verdict of writing it."""
    path = BUNDLED / "demo-judge.gguf"
    with contextlib.closing(LlamaEngine(EngineSettings(path, "hash", gpu_layers=0))) as judge:
        sample = Sample(id="1", prompt="Name three seas.", group="1")
        rubric = [Criterion(text="The response mentions the sea."), Criterion(text="It has no comma.")]
        asked = [
            criterion_request(sample, "The sea, a pond.", rubric, n, "leaf", reason=True) for n in (1, 2)
        ]
        wrote = answers(judge, asked)
        given = [replace(each, written=answer.text or "") for each, answer in zip(asked, wrote, strict=True)]
        for before, after in zip(wrote, answers(judge, given), strict=True):
            assert before.distribution
            assert after.distribution
            assert after.written_entropy == pytest.approx(before.written_entropy, abs=0.02)
            assert after.distribution.probabilities == pytest.approx(
                before.distribution.probabilities, abs=0.02
            )


def test_units_share_scored_text(engine: MakeEngine, plain: MakePlain) -> None:
    """Two units with one response: it is decoded once, and both know how well it was predicted."""
    used = engine()
    first, second = (replace(question(0, 0, criterion), scored=(RESPONSE,)) for criterion in (0, 1))
    (one, two), (alone,) = answers(used, [first], [second]), answers(used, [second])
    assert one.surprise == pytest.approx(two.surprise, abs=1e-6)
    assert two.surprise == pytest.approx(alone.surprise, abs=1e-4)


def test_an_empty_piece_has_no_surprise(engine: MakeEngine) -> None:
    request = Request(("Is ", "", "this good?"), question(0).labels, scored=(1,))
    (answer,) = answers(engine(), [request])
    assert answer.surprise is None


def test_the_first_token_of_all_is_predicted_by_nothing(engine: MakeEngine) -> None:
    request = Request(("Good",), question(0).labels, scored=(0,))
    (answer,) = answers(engine(), [request])
    assert answer.surprise is None or answer.surprise > 0
