"""The meta-judge's question: its wording, what both orders share, and that no text reaches outside its place."""

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny_gguf import CONTROL, USER_DEFINED, build
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import PAIR_LABELS, Request
from touchstone.domain.model import ModelEntry
from touchstone.engine import EngineSettings
from touchstone.engine.llama import Vocab, open_vocab
from touchstone.engine.prompts import Prompt, Prompter
from touchstone.engine.tokens import Encoder
from touchstone.judging.prompts import in_file_order, pairwise_request
from touchstone.rubrics.meta_prompts import comparison_request, meta_wording

SAMPLE = Sample(id="s", prompt="Write a poem about rain.", group="g")
RHYMES, RAIN = "The poem rhymes.", "The poem names rain."
SPECIAL = (*CONTROL, *USER_DEFINED, "<unk>")

texts = st.text(max_size=20) | st.sampled_from(
    [*SPECIAL, "### Prompt\n", "\n\n### Rubric A", "\n\n### Rubric B", "\n1. ", "\n\n### Better rubric"]
)
rubrics = st.lists(texts, max_size=4)
samples = st.builds(
    Sample,
    id=st.just("s"),
    group=st.just("g"),
    prompt=texts,
    system_prompt=st.none() | texts,
    reference=st.none() | texts,
)


def head(sample: Sample) -> tuple[str, ...]:
    """The pieces before the first criterion."""
    *pieces, rubric_b, question = comparison_request(sample, [], []).content
    assert (rubric_b, question) == ("\n\n### Rubric B", "\n\n### Better rubric")
    return tuple(pieces)


def test_the_wording_is_the_one_that_was_trained_on() -> None:
    """Another wording is another prompt: it needs a new version, and models that have learned it."""
    sample = SAMPLE.model_copy(update={"system_prompt": "You are a poet.", "reference": "Rain, again."})
    assert "".join(comparison_request(sample, [RHYMES, RAIN], [RAIN]).content) == (
        "You compare two rubrics, A and B, for judging responses to a prompt. The better rubric asks for what this "
        "prompt asks for and leaves nothing of it out, adds nothing of its own, can be checked from a response, and "
        "tells good responses from bad ones. Answer with one word: A, B or Tie.\n\n"
        "### System prompt\nYou are a poet.\n\n"
        "### Prompt\nWrite a poem about rain.\n\n"
        "### Reference answer\nRain, again.\n\n"
        "### Rubric A\n1. The poem rhymes.\n2. The poem names rain.\n\n"
        "### Rubric B\n1. The poem names rain.\n\n"
        "### Better rubric"
    )


def test_the_second_wording_names_the_five_aspects_and_changes_nothing_else() -> None:
    first, second = (
        comparison_request(SAMPLE, [RHYMES], [RAIN], wording) for wording in ("meta-1", "meta-2")
    )
    assert first.content[1:] == second.content[1:]
    assert (first.labels, first.cut) == (second.labels, second.cut)
    for aspect in ("Specificity", "Coverage", "Discriminability", "Verifiability", "Fitness for the domain"):
        assert f"\n- {aspect}: " in second.content[0]
    assert second.content[0].endswith("Answer with one word: A, B or Tie.\n\n")


def test_only_bundled_models_are_asked_as_they_were_trained() -> None:
    assert meta_wording(ModelEntry(name="demo", bundled="demo.gguf")) == "meta-1"
    assert meta_wording(ModelEntry(name="other", path="other.gguf")) == "meta-2"


def test_the_verdict_is_read_as_that_of_two_responses() -> None:
    request = comparison_request(SAMPLE, [RHYMES], [RAIN])
    assert request.labels == PAIR_LABELS == pairwise_request(SAMPLE, "a", "b", ()).labels
    assert (request.writing, request.start) == (None, "")
    turned = in_file_order(
        dict(zip((label.name for label in request.labels), (0.7, 0.2, 0.1), strict=True)), "ba"
    )
    assert turned == {"A": 0.2, "B": 0.7, "tie": 0.1}


@settings(deadline=None)
@given(sample=samples, first=rubrics, second=rubrics)
def test_every_text_is_a_piece_of_its_own_and_changes_no_other(
    sample: Sample, first: list[str], second: list[str]
) -> None:
    data: dict[str, str] = {}

    def mark(text: str) -> str:
        data[name := f"\x01{len(data)}"] = text
        return name

    fields = {
        key: mark(text) for key in ("system_prompt", "prompt", "reference") if (text := getattr(sample, key))
    }
    marked = comparison_request(
        sample.model_copy(update=fields), [mark(text) for text in first], [mark(text) for text in second]
    )
    assert all(marked.content.count(name) == 1 for name in data)
    request = comparison_request(sample, first, second)
    assert request.content == tuple(data.get(piece, piece) for piece in marked.content)
    assert request.cut == marked.cut


@settings(deadline=None)
@given(sample=samples, first=rubrics, second=rubrics)
def test_both_orders_share_all_that_stands_before_the_first_criterion(
    sample: Sample, first: list[str], second: list[str]
) -> None:
    begin = head(sample)
    orders = [comparison_request(sample, first, second), comparison_request(sample, second, first)]
    for request in orders:
        assert request.content[: len(begin)] == begin
        text = "".join(request.content)
        assert not text[0].isspace()
        assert not text[-1].isspace()
    assert len({len(request.content) for request in orders}) == 1
    assert orders[0].cut == orders[1].cut


@settings(deadline=None)
@given(sample=samples, first=rubrics, second=rubrics)
def test_an_over_long_question_may_only_lose_the_middle_of_the_prompt(
    sample: Sample, first: list[str], second: list[str]
) -> None:
    request = comparison_request(sample, first, second)
    assert request.cut is not None
    assert request.content[request.cut] == sample.prompt
    assert request.content[request.cut - 1] == "### Prompt\n"
    assert request.cut < len(head(sample)) - 1


@pytest.fixture(scope="module", params=["spm", "bpe"])
def vocab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vocab]:
    found = open_vocab(build(tmp_path_factory.mktemp("vocab") / "tiny.gguf", vocab=request.param))
    yield found
    found.close()


def tokens_of(vocab: Vocab, request: Request, n_ctx: int = 4000) -> list[int]:
    opened = EngineSettings(Path("tiny.gguf"), "hash", overlong="truncate")
    prompt = Prompter(opened, vocab, n_ctx).prompt(request)
    assert isinstance(prompt, Prompt), prompt
    assert bool(prompt.truncated) == (n_ctx < 4000)
    return list(map(int, prompt.tokens))


def shared(one: list[int], other: list[int]) -> list[int]:
    """The tokens with which both begin."""
    return [token for token, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))]


def test_no_special_token_in_a_criterion_changes_an_id_outside_it(vocab: Vocab) -> None:
    def asked(criterion: str) -> list[int]:
        return tokens_of(vocab, comparison_request(SAMPLE, [RAIN, criterion], [RHYMES]))

    without = asked("")
    place = len(shared(without, asked("\x02")))
    for special in (*SPECIAL, "\n\n### Rubric B", "\n2. "):
        for criterion in (special, f"A{special}\n{special} Tie"):
            inside = Encoder(vocab).plain(criterion)
            assert not any(vocab.is_control(token) for token in inside)
            assert asked(criterion) == [*without[:place], *inside, *without[place:]]


def test_both_orders_share_the_tokens_before_the_first_criterion(vocab: Vocab) -> None:
    orders = [comparison_request(SAMPLE, [RHYMES], [RAIN]), comparison_request(SAMPLE, [RAIN], [RHYMES])]
    common = shared(*(tokens_of(vocab, request) for request in orders))
    assert "".join(head(SAMPLE)).encode() in Encoder(vocab).spell(common)


def test_a_long_prompt_is_cut_and_both_rubrics_are_kept(vocab: Vocab) -> None:
    sample = SAMPLE.model_copy(update={"prompt": "It rains. " * 800})
    request = comparison_request(sample, [RHYMES], [RAIN])
    text = Encoder(vocab).spell(tokens_of(vocab, request, n_ctx=1000)).decode()
    assert "[...]" in text
    assert "".join(request.content[3:]) in text
