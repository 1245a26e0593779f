import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.grammar_walk import GrammarWalk, random_text
from tests.tiny_gguf import build
from touchstone.engine.grammar import json_grammar
from touchstone.engine.llama import Vocab, open_vocab
from touchstone.rubrics.prompts import MAX_CRITERIA, MAX_CRITERION_CHARS, RUBRIC_SCHEMA


@pytest.fixture(scope="module", params=["spm", "bpe"])
def vocab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Vocab:
    return open_vocab(build(tmp_path_factory.mktemp("vocab") / "tiny.gguf", vocab=request.param))


def _accepts(vocab: Vocab, grammar: str, text: str) -> bool:
    walk = GrammarWalk(vocab, grammar)
    for token in vocab.tokenize(text, special=False):
        if token not in walk.allowed():
            return False
        walk.take(token)
    return any(vocab.is_eog(token) for token in walk.allowed().tolist())


@pytest.mark.parametrize("seed", range(3))
def test_a_rubric_written_at_random_always_parses(vocab: Vocab, seed: int) -> None:
    criteria = json.loads(random_text(vocab, json_grammar(RUBRIC_SCHEMA), seed))["criteria"]
    assert 3 <= len(criteria) <= MAX_CRITERIA
    assert all(
        8 <= len(text.replace("\N{REPLACEMENT CHARACTER}", "")) <= MAX_CRITERION_CHARS for text in criteria
    )
    assert not any(ord(char) < 32 for text in criteria for char in text)


def test_the_spacing_of_json_dumps_and_none_are_both_allowed(vocab: Vocab) -> None:
    if vocab.add_space_prefix:
        pytest.skip("this vocabulary's own tokeniser puts a space first")
    schema = {
        "type": "object",
        "properties": {
            "items": {
                "type": "array",
                "items": {"type": "integer", "minimum": -1, "maximum": 12},
                "maxItems": 3,
            },
            "kind": {"enum": ['a"b', 2]},
            "sure": {"type": "boolean"},
        },
    }
    value = {"items": [-1, 12], "kind": 'a"b', "sure": True}
    grammar = json_grammar(schema)
    assert _accepts(vocab, grammar, json.dumps(value))
    assert _accepts(vocab, grammar, json.dumps(value, separators=(",", ":")))
    assert _accepts(vocab, grammar, json.dumps({**value, "items": []}))
    assert not _accepts(vocab, grammar, json.dumps({**value, "items": [1, 2, 3, 4]}))
    assert not _accepts(vocab, grammar, json.dumps({**value, "kind": 3}))


_LEAVES = st.one_of(
    st.builds(
        lambda low, more: {"type": "string", "minLength": low, "maxLength": low + more},
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    st.builds(
        lambda low, more: {"type": "integer", "minimum": low, "maximum": low + more},
        st.integers(-20, 20),
        st.integers(0, 30),
    ),
    st.lists(st.one_of(st.text(max_size=4), st.integers(), st.none()), min_size=1, max_size=3).map(
        lambda values: {"enum": values}
    ),
)
_SCHEMAS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(
            lambda item, low, more: {"type": "array", "items": item, "minItems": low, "maxItems": low + more},
            inner,
            st.integers(0, 2),
            st.integers(0, 2),
        ),
        st.dictionaries(st.text(max_size=4), inner, min_size=1, max_size=3).map(
            lambda properties: {"type": "object", "properties": properties}
        ),
    ),
    max_leaves=4,
)


@settings(max_examples=40, deadline=None)
@given(schema=_SCHEMAS, seed=st.integers(0, 99))
def test_any_schema_of_the_subset_gives_a_grammar_that_ends_and_parses(
    vocab: Vocab, schema: dict[str, object], seed: int
) -> None:
    value = json.loads(random_text(vocab, json_grammar(schema), seed))
    if schema.get("type") == "object":
        assert list(value) == list(schema["properties"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "array", "items": {"type": "boolean"}},
        {"type": "integer", "minimum": 0},
        {"type": "number"},
        {"type": "string", "minLength": 5, "maxLength": 2},
        {"enum": []},
    ],
)
def test_what_could_not_end_or_is_not_known_is_refused(schema: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        json_grammar(schema)
