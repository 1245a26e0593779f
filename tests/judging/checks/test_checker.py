import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.check import Check, CountCheck, PatternCheck, SchemaCheck, TextCheck
from touchstone.domain.check_words import in_words
from touchstone.judging.checks import Checker, Found

SLOW = PatternCheck(pattern="(a+)+$")
LONG = "a" * 40 + "b"


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with Checker() as made:
        yield made


def text(kind: str, *texts: str, **fields: bool) -> TextCheck:
    return TextCheck.model_validate({"kind": kind, "texts": texts, **fields})


@pytest.mark.parametrize(
    ("check", "response", "met", "found"),
    [
        (CountCheck(of="words", at_most=3), "a b c", True, "3 words; at most 3"),
        (CountCheck(of="bullets", at_least=2), "- a", False, "1 bullet; at least 2"),
        (CountCheck(of="lines", at_least=1, at_most=2), "a\nb\nc", False, "3 lines; 1 to 2"),
        (CountCheck(of="sentences", at_least=2, at_most=2), "A. B.", True, "2 sentences; exactly 2"),
        (text("contains", "Sea", "sky"), "The sea and the SKY.", True, "contains 'Sea', 'sky'"),
        (text("contains", "sea", "sky"), "The sea.", False, "does not contain 'sky'"),
        (text("contains", "sea", "sky", all=False), "The sea.", True, "contains 'sea'"),
        (text("contains", "Sea", ignore_case=False), "The sea.", False, "does not contain 'Sea'"),
        (text("contains", "sea", "sky", negate=True), "The sea.", False, "contains 'sea'"),
        (text("contains", ",", negate=True), "no commas", True, "does not contain ','"),
        (text("starts", "Dear"), ' "Dear Ada', True, "starts with 'Dear'"),
        (text("starts", "Dear", negate=True), "Dear Ada", False, "starts with 'Dear'"),
        (text("ends", "thank you"), "I thank you.\n", True, "ends with 'thank you'"),
        (text("ends", "thank you!"), "I thank you.", False, "does not end with 'thank you!'"),
        (text("ends", "?"), 'Is it?"', True, "ends with '?'"),
        (PatternCheck(pattern=r"\d+"), "I have 42.", True, "the pattern matches '42'"),
        (PatternCheck(pattern="b", negate=True), "abc", False, "the pattern matches 'b'"),
        (PatternCheck(pattern="B", ignore_case=True), "abc", True, "the pattern matches 'b'"),
        (PatternCheck(pattern="^b"), "a\nb", False, "the pattern does not match"),
    ],
)
def test_decides_and_says_what_it_found(
    checker: Checker, check: Check, response: str, met: bool, found: str
) -> None:
    assert checker.run(check, response) == Found(met, found)


def test_a_pattern_that_takes_exponential_time_gives_no_result_and_the_next_one_does() -> None:
    with Checker(seconds=0.3) as checker:
        clock = time.perf_counter()
        assert checker.run(SLOW, LONG) == Found(None, "the pattern gave no result: no result in 0.3 seconds")
        assert time.perf_counter() - clock < 5
        assert checker.run(SLOW, "aaa").met is True


@given(st.text(), st.text(min_size=1))
def test_what_a_text_is_made_of_is_in_it(before: str, wanted: str) -> None:
    with Checker() as checker:
        assert checker.run(text("contains", wanted, ignore_case=False), before + wanted + before).met
        assert not checker.run(text("contains", wanted, ignore_case=False, negate=True), wanted + before).met
        assert checker.run(text("starts", wanted), wanted + before).met
        assert checker.run(text("ends", wanted), before + wanted).met


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (CountCheck(of="words", at_least=2, at_most=2), "exactly 2 words"),
        (text("contains", "a", "b"), "contains 'a' and 'b'"),
        (text("contains", "a", "b", negate=True), "does not contain 'a' or 'b'"),
        (text("starts", "a", ignore_case=False), "starts with 'a', in this case"),
        (PatternCheck(pattern="a|b", ignore_case=True, negate=True), "does not match /a|b/i"),
        (SchemaCheck(), "is JSON"),
    ],
)
def test_a_check_is_told_in_words(check: Check, words: str) -> None:
    assert in_words(check) == words
