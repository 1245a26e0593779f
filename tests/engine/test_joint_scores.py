"""Two scores read as one distribution: the hundred pairs of JudgeLM against a plain decode of each."""

from collections.abc import Callable

import pytest

from tests.engine.conftest import MakeEngine, Plain, answers
from touchstone.domain.dataset import Sample
from touchstone.engine.prompts import Prompt
from touchstone.judging import judge_format, told


@pytest.mark.parametrize("vocab", ["spm", "bpe"])
def test_the_joint_distribution_is_exact(engine: MakeEngine, plain: Callable[..., Plain], vocab: str) -> None:
    """A pair has what all of its token sequences have together, less what goes on to be the pair's next digit."""
    form = judge_format("judgelm")
    assert form
    asked = form.pairwise(Sample(id="s", prompt="Name a prime.", group="g"), "the one", "a word", ())
    one = engine("llama", vocab)
    (answer,) = answers(one, [asked.request])
    prompt = one._prompter.prompt(asked.request)
    assert isinstance(prompt, Prompt)
    assert prompt.labels
    decoder, after = plain("llama", vocab), {}

    def probability(tokens: tuple[int, ...]) -> float:
        product = 1.0
        for end, token in enumerate(tokens):
            if tokens[:end] not in after:
                after[tokens[:end]] = decoder.probabilities([*prompt.tokens, *tokens[:end]])
            product *= after[tokens[:end]][token]
        return product

    spelled: dict[str, list[tuple[int, ...]]] = {}
    for tokens, number in prompt.labels.spellings.items():
        spelled.setdefault(prompt.labels.names[number], []).append(tokens)
    assert len(spelled) == 100
    exact = {name: sum(map(probability, each)) for name, each in spelled.items()}
    for name in spelled:
        if name.endswith(" 1"):
            longer = [
                tokens for tokens in spelled[f"{name}0"] if any(tokens[: len(s)] == s for s in spelled[name])
            ]
            exact[name] -= sum(map(probability, longer))
    total = sum(exact.values())
    assert answer.distribution
    assert asked.outcomes
    assert answer.distribution.label_mass == pytest.approx(total, rel=1e-3)
    for name, value in exact.items():
        assert answer.distribution.probabilities[name] == pytest.approx(value / total, rel=1e-2, abs=1e-6)
    preferred = told(answer.distribution.probabilities, asked.outcomes)
    better = sum(value for name, value in exact.items() if int(name.split()[0]) > int(name.split()[1]))
    assert preferred["A"] == pytest.approx(better / total, rel=1e-2)
