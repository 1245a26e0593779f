"""The prompts of judges in their own formats, in the tokens of the vocabulary that these judges have (Llama's)."""

import pytest

from scripts.build_family_models import families, family_model
from touchstone.domain.dataset import Sample
from touchstone.domain.rubric import Criterion
from touchstone.engine.llama import open_vocab
from touchstone.engine.prompts import Prompt, Prompter
from touchstone.engine.settings import EngineSettings
from touchstone.engine.template import chat_frame
from touchstone.judging import judge_format

TEXTS = (
    ("Name a prime number.", "Seven is one.", "Nine"),
    ('Übersetze: "The cat sat."\n\n1. kurz\n2. genau', "Die Katze saß.\n", "  eingerückt: ja"),
)


@pytest.mark.parametrize("name", ["judgelm", "pandalm", "auto-j", "prometheus-1", "prometheus-2"])
@pytest.mark.parametrize("texts", TEXTS, ids=["plain", "odd"])
def test_a_prompt_has_the_tokens_that_its_whole_text_has(
    parts: None, name: str, texts: tuple[str, str, str]
) -> None:
    """Though its pieces are tokenised one by one: they part where words do."""
    form = judge_format(name)
    assert form
    path = family_model(next(family for family in families() if family.name.startswith("mistral")))
    settings = EngineSettings(path=path, model_hash="", n_ctx=4096, chat_template=form.frame)
    vocab = open_vocab(path)
    sample = Sample(id="s", prompt=texts[0], group="g")
    if "pairwise" in form.protocols():
        request = form.pairwise(sample, texts[1], texts[2], ()).request
    else:
        request = form.criterion(sample, texts[1], [Criterion(text="Is it right?")], 1).request
    prompt = Prompter(settings, vocab, 4096).prompt(request)
    assert isinstance(prompt, Prompt)
    frame = chat_frame(form.frame, {}, model=name)
    whole = f"{frame.prefix}{''.join(request.content)}{frame.suffix}".removeprefix(" ")
    assert prompt.tokens.tolist() == [vocab.bos, *vocab.tokenize(whole, special=True)]
    vocab.close()
