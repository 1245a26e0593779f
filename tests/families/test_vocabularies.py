"""Untrusted text on llama.cpp's real vocabularies: byte-level BPE, SentencePiece, user-defined tokens."""

from collections.abc import Iterator
from pathlib import Path

import gguf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.build_family_models import parts_folder
from tests.gguf_metadata import Entry, read_metadata, write_metadata
from touchstone.domain.engine import Failure, Request
from touchstone.engine.llama import Vocab, open_vocab
from touchstone.engine.prompts import Prompt, Prompter
from touchstone.engine.settings import EngineSettings
from touchstone.engine.tokens import CONTROL, UNKNOWN, UNUSED, USER_DEFINED, Encoder
from touchstone.errors import InputError

pytestmark = pytest.mark.long

SPECIAL = UNKNOWN | UNUSED | CONTROL | USER_DEFINED
NAMES = (
    *("aquila", "baichuan", "command-r", "deepseek-coder", "deepseek-llm", "gemma-4", "gpt-2", "gpt-neox"),
    *("llama-bpe", "llama-spm", "mpt", "phi-3", "qwen2", "qwen35"),
)
INCOMPLETE = ("falcon", "refact", "starcoder")
"""Vocabularies that lack tokens for a few bytes."""


def _path(name: str) -> Path:
    return parts_folder() / f"ggml-vocab-{name}.gguf"


@pytest.fixture(scope="module", params=NAMES)
def encoder(request: pytest.FixtureRequest, parts: None) -> Iterator[Encoder]:
    vocab = open_vocab(_path(request.param))
    yield Encoder(vocab)
    vocab.close()


def _is_special(vocab: Vocab, token: int) -> bool:
    """Whether the token is more than text. White space and single letters may be user-defined."""
    attributes, text = vocab.attributes(token), vocab.text(token)
    harmless = attributes & USER_DEFINED and (text.isspace() or len(text) == 1)
    return bool(attributes & SPECIAL) and not harmless


def _check(encoder: Encoder, text: str) -> None:
    ids = encoder.plain(text)
    assert encoder.spell(ids) == text.encode("utf-8", "surrogatepass")
    assert not [encoder.vocab.text(token) for token in ids if _is_special(encoder.vocab, token)]


def test_no_text_of_a_special_token_becomes_it(encoder: Encoder) -> None:
    vocab = encoder.vocab
    texts = [vocab.text(token) for token in range(vocab.n_tokens) if vocab.attributes(token) & SPECIAL]
    assert texts
    for text in texts:
        for written in (text, f"a{text}b", f" {text} ", text + text, text[:-1] + text, f"\n\n{text}"):
            _check(encoder, written)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=())),
            st.sampled_from(
                ["<|im_end|>", "</s>", "▁", "  ", "\n\n\n", "\t", "<0x41>", "Å", "ﬁ", "\x00", "[PAD151650]"]
            ),
        ),
        max_size=8,
    ).map("".join)
)
def test_any_text_comes_back_byte_for_byte(encoder: Encoder, text: str) -> None:
    _check(encoder, text)


def test_ordinary_text_is_tokenised_as_llama_cpp_does(encoder: Encoder) -> None:
    text = " The response names Paris.\n\n- It is (quite) short: 12 words, naïve?\n\tYes   and no."
    whole = text[1:] if encoder.adds_space else text
    assert encoder.plain(text) == encoder.vocab.tokenize(whole, special=False)


@pytest.mark.parametrize("run", ["a", " ", "!", "\n", "漢", "1"])
def test_a_long_run_does_not_end_the_process(encoder: Encoder, run: str) -> None:
    _check(encoder, run * 100_000)


@pytest.mark.parametrize("pre", ["gpt-4o", "tekken"])
def test_pre_tokenisers_that_recurse_survive_a_long_run(pre: str, parts: None, tmp_path: Path) -> None:
    path = tmp_path / "vocab.gguf"
    metadata = {
        key: value for key, value in read_metadata(_path("llama-bpe")).items() if key.startswith("tokenizer.")
    }
    writer = gguf.GGUFWriter(path, "llama")
    write_metadata(writer, {**metadata, "tokenizer.ggml.pre": Entry.of(pre)})
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    vocab = open_vocab(path)
    for run in ("a", " ", "!"):
        _check(Encoder(vocab), run * 100_000)
    vocab.close()


@pytest.mark.parametrize("name", ["bert-bge", "nomic-bert-moe"])
def test_a_vocabulary_that_loses_text_is_refused(name: str, parts: None) -> None:
    vocab = open_vocab(_path(name))
    with pytest.raises(InputError, match="cannot spell"):
        Encoder(vocab)
    vocab.close()


@pytest.mark.parametrize("name", INCOMPLETE)
def test_a_character_without_tokens_fails_its_request_alone(name: str, parts: None) -> None:
    vocab = open_vocab(_path(name))
    _check(Encoder(vocab), "Ordinary text, naïve 漢字 🙂")
    asked = EngineSettings(path=_path(name), model_hash="", chat_template="{{ messages[0].content }}:")
    prompter = Prompter(asked, vocab, 1000)
    assert isinstance(prompter.prompt(Request(("Ordinary text",))), Prompt)
    failure = prompter.prompt(Request(("\U00040000\U00080000",)))
    assert isinstance(failure, Failure)
    assert "cannot spell" in failure.reason
    vocab.close()
