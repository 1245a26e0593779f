import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.domain.engine import Label
from touchstone.engine.labels import LabelTrie, Tokens, label_trie


class Letters:
    """An encoder of one token for each character, but for the words it is told."""

    def __init__(self, *words: str, adds_space: bool = False) -> None:
        self.adds_space = adds_space
        self.words = sorted(words, key=len, reverse=True)

    def plain(self, text: str) -> list[int]:
        ids: list[int] = []
        while text:
            word = next((word for word in self.words if text.startswith(word)), text[0])
            ids.append(ord(word) if len(word) == 1 else 1000 + self.words.index(word))
            text = text[len(word) :]
        return ids


def _labels(*names: str) -> tuple[Label, ...]:
    return tuple(Label(name, (name,)) for name in names)


def _read(trie: LabelTrie, distribution: dict[Tokens, dict[int, float]]) -> tuple[dict[str, float], float]:
    """Combines a toy distribution: next-token probabilities after each continuation."""
    logprobs = {
        prefix: [math.log(distribution.get(prefix, {}).get(token, 0.0) or 1e-300) for token in tokens]
        for prefix, tokens in trie.wanted.items()
    }
    return trie.combine(logprobs)


def test_a_label_that_begins_another_gets_what_does_not_go_on_to_be_it() -> None:
    trie = label_trie(_labels("1", "10"), Letters())
    one, zero = ord("1"), ord("0")
    shares, mass = _read(trie, {(): {one: 0.8}, (one,): {zero: 0.25}})
    assert trie.continuations == ((one,),)
    assert mass == pytest.approx(0.8)
    assert shares == pytest.approx({"1": 0.75, "10": 0.25})


def test_one_token_variants_count_and_need_no_decode() -> None:
    encoder = Letters("Yes", "yes", " Yes", "YES", "No", "no", " No")
    trie = label_trie(_labels("Yes", "No"), encoder)
    assert trie.continuations == ()
    yes = [encoder.plain(text)[0] for text in ("Yes", "yes", " Yes", "YES")]
    shares, mass = _read(trie, {(): {**dict.fromkeys(yes, 0.1), encoder.plain("no")[0]: 0.2}})
    assert mass == pytest.approx(0.6)
    assert shares["Yes"] == pytest.approx(0.4 / 0.6)


def test_the_spaced_spelling_counts_exactly_where_a_space_is_usual() -> None:
    encoder = Letters("Unknown", "Yes", " Yes")
    labels = _labels("Unknown", "Yes")
    after_colon = label_trie(labels, encoder, after="Verdict:")
    assert after_colon.continuations == ((ord(" "),),)
    shares, mass = _read(after_colon, {(): {ord(" "): 0.5}, (ord(" "),): {encoder.plain("Unknown")[0]: 0.6}})
    assert (mass, shares["Unknown"]) == (pytest.approx(0.3), pytest.approx(1.0))
    assert label_trie(labels, encoder).continuations == ()
    assert label_trie(labels, encoder, after="Verdict:\n").continuations == ()
    encoder.adds_space = True
    assert label_trie(labels, encoder).continuations == ((ord(" "),),)


def test_a_single_letter_keeps_its_case() -> None:
    trie = label_trie(_labels("A", "B", "Tie"), Letters(" A", " B", "Tie", "tie", " Tie"), after=":")
    assert (ord("a"),) not in trie.spellings
    assert (ord("A"),) in trie.spellings


def test_a_variant_of_two_labels_belongs_to_neither_and_a_canonical_one_to_its_own() -> None:
    labels = (Label("x", ("Yes",)), Label("y", ("yEs",)), Label("z", ("yes",)))
    encoder = Letters("Yes", "yEs", "yes", "YES")
    trie = label_trie(labels, encoder)
    assert trie.spellings[tuple(encoder.plain("yes"))] == 2
    assert tuple(encoder.plain("YES")) not in trie.spellings


def test_labels_must_be_told_apart() -> None:
    with pytest.raises(ValueError, match="spelling of its own"):
        label_trie((Label("x", ("Yes",)), Label("y", ("Yes",))), Letters())


def test_no_mass_at_all_gives_equal_shares() -> None:
    trie = label_trie(_labels("A", "B"), Letters())
    shares, mass = trie.combine({(): [-math.inf, -math.inf, -math.inf, -math.inf][: len(trie.wanted[()])]})
    assert mass == 0.0
    assert shares == {"A": 0.5, "B": 0.5}


_TOKENS = (0, 1, 2)
_SEQUENCES = st.lists(st.sampled_from(_TOKENS), min_size=1, max_size=3).map(tuple)


def _longest(text: Tokens, spellings: dict[Tokens, int]) -> int | None:
    found = [spelling for spelling in spellings if text[: len(spelling)] == spelling]
    return spellings[max(found, key=len)] if found else None


@settings(max_examples=200, deadline=None)
@given(
    spellings=st.dictionaries(_SEQUENCES, st.integers(0, 3), min_size=1, max_size=8),
    seed=st.integers(0, 9999),
)
def test_probabilities_equal_those_of_every_text_counted_by_its_longest_spelling(
    spellings: dict[Tokens, int], seed: int
) -> None:
    random = np.random.default_rng(seed)
    prefixes = [text for length in range(3) for text in product(_TOKENS, repeat=length)]
    following = {prefix: random.dirichlet(np.ones(len(_TOKENS))) for prefix in prefixes}
    wanted: dict[Tokens, Tokens] = {(): ()}
    for spelling in spellings:
        for end, token in enumerate(spelling):
            known = wanted.get(spelling[:end], ())
            wanted[spelling[:end]] = known if token in known else (*known, token)
    wanted = dict(sorted(wanted.items(), key=lambda item: len(item[0])))
    trie = LabelTrie(("a", "b", "c", "d"), spellings, wanted)
    shares, mass = trie.combine(
        {prefix: np.log(following[prefix][list(ids)]) for prefix, ids in wanted.items()}
    )
    counted = np.zeros(4)
    for text in product(_TOKENS, repeat=3):
        if (label := _longest(text, spellings)) is not None:
            counted[label] += math.prod(following[text[:end]][text[end]] for end in range(3))
    assert mass == pytest.approx(counted.sum(), abs=1e-9)
    assert np.array(list(shares.values())) == pytest.approx(counted / counted.sum(), abs=1e-9)


def test_every_spelling_counts_by_its_own_tokens() -> None:
    trie = label_trie((Label("4", ("4", "\n4")), Label("5", ("5", "\n5"))), Letters())
    four, five, line = ord("4"), ord("5"), ord("\n")
    assert trie.continuations == ((line,),)
    shares, mass = _read(trie, {(): {four: 0.2, five: 0.1, line: 0.6}, (line,): {four: 0.5, five: 0.4}})
    assert mass == pytest.approx(0.2 + 0.1 + 0.6 * 0.9)
    assert shares["4"] == pytest.approx((0.2 + 0.3) / mass)
