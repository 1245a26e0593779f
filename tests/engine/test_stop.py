"""Texts that end where they first say something, and the labels read right there."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.conftest import MakeEngine, Plain, answers
from tests.engine.grammar_walk import GrammarWalk
from tests.tiny_gguf import build
from touchstone.domain.engine import Label, Request, Writing
from touchstone.engine import stop_grammar
from touchstone.engine.llama import Vocab, open_vocab
from touchstone.engine.prompts import Prompt
from touchstone.engine.tokens import Encoder

CONTENT = (
    "### Prompt\n",
    "Write a poem about the sea",
    "\n\n### Response\n",
    "the sea is a state of one word",
)
VERDICTS = (Label("1", ("1",)), Label("10", ("10",)), Label("tie", ("Tie",)))


@pytest.fixture(scope="module", params=["spm", "bpe"])
def vocab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Vocab:
    return open_vocab(build(tmp_path_factory.mktemp("vocab") / "tiny.gguf", vocab=request.param))


@given(stop=st.text("ab]\nä", min_size=1, max_size=5), text=st.text("ab]\nä^", max_size=12))
@settings(max_examples=60, deadline=None)
def test_the_grammar_takes_exactly_the_texts_that_end_at_the_first_stop(
    vocab: Vocab, stop: str, text: str
) -> None:
    walk, encoder = GrammarWalk(vocab, stop_grammar(stop)), Encoder(vocab)
    end = text.find(stop)
    for at, char in enumerate(text):
        for token in encoder.plain(char):
            if end >= 0 and at == end + len(stop):
                assert token not in walk.allowed(), "nothing follows the stop"
                walk.close()
                return
            assert token in walk.allowed()
            walk.take(token)
    can_end = any(vocab.is_eog(token) for token in walk.allowed().tolist())
    assert can_end == (end >= 0)
    walk.close()


def test_a_text_cannot_stop_at_nothing() -> None:
    with pytest.raises(ValueError, match="stop at nothing"):
        stop_grammar("")


@pytest.mark.parametrize("arch", ["llama", "gemma2", "mamba"])
@pytest.mark.parametrize("then", ["", "\n<score>\n"])
def test_labels_are_read_right_after_the_stop(
    engine: MakeEngine, plain: Callable[..., Plain], arch: str, then: str
) -> None:
    """The same as a plain decode of prompt, text and what follows (one letter leaves no choice of tokens)."""
    one = engine(arch, "bpe")
    writing = Writing('root ::= "e"', 8, then=then, stop="e")
    (answer,) = answers(one, [Request(CONTENT, VERDICTS, writing, start="Reason:")])
    assert answer.text == "e"
    assert answer.finish == "stop"
    assert answer.distribution
    (scored,) = answers(one, [Request(CONTENT, VERDICTS, writing, start="Reason:", written="e")])
    assert scored.distribution
    prompt = one._prompter.prompt(Request(CONTENT, VERDICTS, writing, start="Reason:"))
    assert isinstance(prompt, Prompt)
    assert prompt.labels
    tokens = [*prompt.tokens, *Encoder(one._model.vocab).plain("e"), *prompt.then]
    decoder = plain(arch, "bpe")
    logs = {
        prefix: np.log(decoder.probabilities([*tokens, *prefix])[list(wanted)])
        for prefix, wanted in prompt.labels.wanted.items()
    }
    probabilities, mass = prompt.labels.combine(logs)
    for read in (answer.distribution, scored.distribution):
        assert read.probabilities == pytest.approx(probabilities, abs=1e-3)
        assert read.label_mass == pytest.approx(mass, abs=1e-3)


def test_a_text_written_at_random_ends_at_its_first_stop(engine: MakeEngine) -> None:
    requests = [
        Request(CONTENT, VERDICTS, Writing(stop_grammar("e"), 200, 1.0, seed, stop="e")) for seed in range(6)
    ]
    for answer in answers(engine("llama", "bpe"), requests):
        assert answer.text
        assert answer.text.find("e") == len(answer.text) - 1
        assert answer.distribution


def test_a_text_that_never_says_it_has_no_distribution(engine: MakeEngine) -> None:
    """The others beside it do, and the sequences of both are given back."""
    never = Request(CONTENT, VERDICTS, _until("[[never]] said", 12))
    soon = Request(CONTENT, VERDICTS, _until("e", 200))
    one = engine()
    for _ in range(3):
        first, second = answers(one, [never, soon])
        assert first.distribution is None
        assert first.finish == "length"
        assert first.text
        assert second.distribution
        assert second.finish == "stop"


def _until(stop: str, tokens: int) -> Writing:
    return Writing(stop_grammar(stop), tokens, temperature=1.0, seed=1, stop=stop)
