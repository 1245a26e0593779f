import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.check import Check, CountCheck, PatternCheck, SchemaCheck, TextCheck
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.rubrics.amounts import amounts
from touchstone.rubrics.offers import offer, offers, with_offers


def word(pattern: str, *, negate: bool = False) -> PatternCheck:
    return PatternCheck(pattern=pattern, ignore_case=True, negate=negate)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("The response has at most 200 words.", CountCheck(of="words", at_most=200)),
        ("It contains 300+ words", CountCheck(of="words", at_least=300)),
        ("Your answer should contain fewer than 1,000 words.", CountCheck(of="words", at_most=999)),
        ("The response has exactly three bullet points.", CountCheck(of="bullets", at_least=3, at_most=3)),
        ("The text is 5 sentences long.", CountCheck(of="sentences", at_least=5, at_most=5)),
        ("The response has between 2 and 4 paragraphs.", CountCheck(of="paragraphs", at_least=2, at_most=4)),
        ("The response has two lines or more.", CountCheck(of="lines", at_least=2)),
        ("The response mentions the word 'comma'.", word(r"(?<!\w)comma(?!\w)")),
        ('The response avoids the word "sea".', word(r"(?<!\w)sea(?!\w)", negate=True)),
        ("The response does not contain 'sea'.", word(r"(?<!\w)sea(?!\w)", negate=True)),
        ("The response contains the phrase 'by the sea'.", TextCheck(kind="contains", texts=("by the sea",))),
        ("The response ends with 'Thank you.'.", TextCheck(kind="ends", texts=("Thank you.",))),
        ("The answer begins with the words “Once upon”.", TextCheck(kind="starts", texts=("Once upon",))),
        ("The response ends with a question.", TextCheck(kind="ends", texts=("?",))),
        ("The response must not use any commas.", TextCheck(kind="contains", texts=(",",), negate=True)),
        ("The response has no digits.", PatternCheck(pattern=r"\d", negate=True)),
        ("The answer is valid JSON.", SchemaCheck()),
        (
            "The response is a JSON object with the keys name and 'age'.",
            SchemaCheck(json_schema={"type": "object", "required": ["name", "age"]}),
        ),
    ],
)
def test_what_says_a_check_in_so_many_words_is_offered_as_one(text: str, check: Check) -> None:
    assert offer(text) == check


@pytest.mark.parametrize(
    "text",
    [
        "The response is about the sea.",
        "The response has at most 200 words and is clear.",
        "The summary in the response has at most 200 words.",
        "The response is 200 words long.",
        "The response has about 200 words.",
        "The response contains the word 'sea' in the first sentence.",
        "The response ends with a joke.",
        "The response includes JSON.",
        "The response has three good examples.",
        "Sentences are short: at most 20 words.",
        "The response does not have at most 3 words.",
    ],
)
def test_what_says_anything_else_is_not(text: str) -> None:
    assert offer(text) is None


def test_offers_are_for_criteria_that_a_judge_decides_by_yes_or_no() -> None:
    text = "The response has at most 9 words."
    levels = (ScaleLevel(value=1), ScaleLevel(value=2))
    criteria = (
        Criterion(text="The response is kind."),
        Criterion(text=text, weight=2, guard=True),
        Criterion(text=text, scale=Scale(kind="ordinal", levels=levels)),
        Criterion(text=text, check=CountCheck(of="words", at_most=8)),
    )
    rubric = Rubric(level=RubricLevel.INSTANCE, criteria=criteria, provenance=Provenance(source="imported"))
    assert offers(rubric) == {2: CountCheck(of="words", at_most=9)}
    assert rubric.id
    changed = with_offers(rubric)
    by_code = Criterion(text=text, weight=2, guard=True, check=CountCheck(of="words", at_most=9))
    assert changed.criteria == (criteria[0], by_code, *criteria[2:])
    assert changed.criteria[1].id == by_code.id != criteria[1].id
    assert changed.id != rubric.id


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    offer(text)
    offer(f"The response {text}")
    list(amounts(text))


@given(st.integers(0, 5000), st.sampled_from(["words", "sentences", "lines", "paragraphs", "characters"]))
def test_an_amount_is_read_as_it_is_written(number: int, of: str) -> None:
    (found,) = amounts(f"Write no more than {number:,} {of}, please.")
    assert (found.of, found.low, found.high, found.bare) == (of, None, number, False)
