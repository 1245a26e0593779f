"""The preset families' tiny models, built in .cache/ where they are not there yet."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from scripts.build_family_models import Family, families, family_model, parts_folder
from touchstone.engine.llama import Vocab, open_vocab
from touchstone.engine.prompts import Prompter
from touchstone.engine.settings import EngineSettings
from touchstone.engine.template import Frame, chat_frame
from touchstone.engine.tokens import Encoder


@dataclass(frozen=True)
class Asked:
    """A family's tiny model with all that it is asked through."""

    family: Family
    settings: EngineSettings
    vocab: Vocab
    encoder: Encoder
    frame: Frame
    prompter: Prompter

    @property
    def ending(self) -> list[int]:
        """What every prompt must end with: the template's end and the answer prefix."""
        return self.encoder.trusted(self.frame.suffix + self.family.answer_prefix)


@pytest.fixture(scope="session")
def parts() -> None:
    """llama.cpp's vocabularies and templates."""
    try:
        parts_folder()
    except RuntimeError as error:
        pytest.skip(f"no real vocabularies and templates: {error}")


@pytest.fixture(scope="session", params=families(), ids=lambda family: family.name)
def asked(request: pytest.FixtureRequest, parts: None) -> Iterator[Asked]:
    family: Family = request.param
    settings = EngineSettings(
        path=family_model(family),
        model_hash=family.name,
        n_ctx=4096,
        gpu_layers=0,
        template_args=family.template_args,
        answer_prefix=family.answer_prefix,
        kv_type="f32",
        flash_attn=False,
        threads=2,
    )
    vocab = open_vocab(settings.path)
    bos, eos = (vocab.text(token) if token >= 0 else "" for token in (vocab.bos, vocab.eos))
    frame = chat_frame(vocab.template, family.template_args, model=family.name, bos=bos, eos=eos)
    yield Asked(family, settings, vocab, Encoder(vocab), frame, Prompter(settings, vocab, 4096))
    vocab.close()
