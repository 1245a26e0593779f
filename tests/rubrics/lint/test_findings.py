from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.check import CountCheck, TextCheck
from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.rubrics.lint import findings


def rubric(*criteria: str | Criterion, prompt: str | None = None) -> Rubric:
    made = tuple(each if isinstance(each, Criterion) else Criterion(text=each) for each in criteria)
    return Rubric(
        level=RubricLevel.INSTANCE, criteria=made, prompt=prompt, provenance=Provenance(source="imported")
    )


def kinds(found: Sequence[Finding]) -> list[str]:
    return [finding.kind for finding in found]


def only(kind: str, *criteria: str | Criterion, prompt: str | None = None) -> list[Finding]:
    return [each for each in findings(rubric(*criteria, prompt=prompt)) if each.kind == kind]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The response is short and names the price.", "and names the"),
        ("The code is readable and includes comments.", "and includes comments"),
        ("The answer explains how tides work, and avoids unneeded jargon.", "and avoids unneeded"),
        ("The story keeps its pace while maintaining a warm tone.", "while maintaining"),
        (
            "Clarity and conciseness of the summary of the trial.",
            "“Clarity” is clarity, “conciseness” is concision",
        ),
        ("The steps are accurate, clearly described.", "“accurate” is accuracy, “clearly” is clarity"),
    ],
)
def test_two_requirements_in_one_are_found_with_the_words_that_show_it(text: str, shown: str) -> None:
    (finding,) = only("compound", "The response is kind.", text)
    assert finding.criteria == (2,)
    assert shown in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "The response is warm and polite.",
        "The response names salt and pepper.",
        "The response rhymes.",
        "The function is one that takes a list and returns its sum.",
        "The answer is clear and easy-to-understand for children of six.",
        "The response explains the history and uses of aspirin.",
    ],
)
def test_one_requirement_is_not_compound(text: str) -> None:
    assert only("compound", text) == []


@pytest.mark.parametrize(
    "text", ["The response is of high quality.", "Good style.", "The answer is appropriate."]
)
def test_a_quality_alone_is_vague(text: str) -> None:
    (finding,) = only("vague", text)
    assert finding.criteria == (1,)


@pytest.mark.parametrize(
    "text",
    [
        "The response uses good examples of erosion by rivers.",
        "The response is concise: at most 50 words.",
        "The response names the capital.",
        "The style is good because every sentence has a verb.",
    ],
)
def test_a_quality_of_something_is_not_vague(text: str) -> None:
    assert only("vague", text) == []


def test_described_levels_say_when_a_quality_is_there() -> None:
    levels = tuple(ScaleLevel(value=value, description=f"level {value}") for value in (1, 2))
    assert only("vague", Criterion(text="Good style.", scale=Scale(kind="ordinal", levels=levels))) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The response makes the reader feel safe.", "makes the reader feel"),
        ("The response fits the author's intent.", "author's intent"),
        ("The prices are up-to-date.", "up-to-date"),
        ("Every claim is backed by reputable studies.", "backed by reputable"),
        ("The response matches the expected output.", "expected output"),
    ],
)
def test_what_no_response_shows_is_unverifiable(text: str, shown: str) -> None:
    (finding,) = only("unverifiable", text)
    assert shown in finding.message


def test_with_a_reference_the_response_can_be_held_against_it() -> None:
    against = rubric("The response matches the expected output.")
    assert kinds(findings(against)) == ["unverifiable"]
    assert findings(against, reference="42") == []


def test_near_duplicates_are_found_but_not_those_about_other_numbers() -> None:
    same = "The response names the capital of France.", "The response correctly names the capital of France."
    (finding,) = only("duplicate", "The response is in French.", *same)
    assert finding.criteria == (2, 3)
    assert only("duplicate", "Solves the inequality x + 5 < 10.", "Solves the inequality x + 10 < 5.") == []


PROMPT = (
    "A firm invests $8000 in the first year and half of it in the second. What is the total? Who founded it?"
)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Correctly computes the total as $12,000.", "“$12,000”"),
        ('The response says "the sum is twelve thousand".', "“the sum is twelve thousand”"),
        ("The response names Ada Lovelace as its founder.", "“Ada Lovelace”"),
    ],
)
def test_an_answer_that_the_prompt_does_not_give_is_found(text: str, stated: str) -> None:
    (finding,) = only("asserts-answer", text, prompt=PROMPT)
    assert stated in finding.message
    assert finding.severity == "harm"
    assert "asserts-answer" not in kinds(findings(rubric(text, prompt=PROMPT), reference="$12,000"))
    assert only("asserts-answer", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The response starts from $8,000.",
        "The response gives at least 3 examples.",
        "The response avoids phrases such as “to be honest with you”.",
        "The response is written in English for readers of Charles Dickens.",
        "The response says what the first year costs.",
    ],
)
def test_what_the_prompt_gives_and_limits_assert_no_answer(text: str) -> None:
    assert only("asserts-answer", text, prompt=PROMPT) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The response has at most 50 words.", "The response has at least 100 words."),
        ("The response contains the word 'sea'.", "The response does not contain the word 'sea'."),
        (
            "The summary of the trial is at most 2 paragraphs.",
            "The summary of the trial is at least 4 paragraphs.",
        ),
        ("The response mentions prices.", "The response never mentions prices."),
        (
            Criterion(text="Short.", check=CountCheck(of="words", at_most=5)),
            Criterion(text="Long.", check=CountCheck(of="words", at_least=6)),
        ),
        (
            Criterion(text="One.", check=TextCheck(kind="starts", texts=("Hi",))),
            Criterion(text="Two.", check=TextCheck(kind="starts", texts=("hi",), negate=True)),
        ),
    ],
)
def test_opposites_contradict(one: str | Criterion, other: str | Criterion) -> None:
    (finding,) = only("contradictory", one, "The response is about boats.", other)
    assert (finding.criteria, finding.severity) == ((1, 3), "harm")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The response has at least 50 words.", "The response has at most 100 words."),
        ("The response mentions prices.", "The response never mentions names."),
        ("The introduction has at most 2 sentences.", "The conclusion has at least 4 sentences."),
        ("The response mentions prices.", Criterion(text="The response does not mention prices.", weight=-1)),
    ],
)
def test_what_can_hold_together_does_not_contradict(one: str | Criterion, other: str | Criterion) -> None:
    assert only("contradictory", one, other) == []


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("Write about bees in at most 50 words.", "at most 50 words"),
        ("Write about bees. Do not use any commas.", "Do not use any commas"),
        ("Write about bees and return the answer in JSON format.", "in JSON"),
        ("Write about bees. Your answer should include a recipe.", "include a recipe"),
        ("Please write about bees in German.", "in German"),
    ],
)
def test_a_request_that_no_criterion_touches_is_found(prompt: str, shown: str) -> None:
    (finding,) = only("uncovered", "The response is about bees.", prompt=prompt)
    assert shown in finding.message
    assert finding.criteria == ()


@pytest.mark.parametrize(
    ("prompt", "criterion"),
    [
        ("Write about bees in at most 50 words.", "The response keeps to the length."),
        ("Write about bees. Do not use any commas.", "There is no comma in it."),
        ("Return the bees in JSON format.", "The response is valid JSON."),
        ('Write what this says: "Do not include any honey in your breakfast, ever."', "It is about bees."),
        ("Who says that one should never use honey?", "It is about bees."),
    ],
)
def test_what_is_covered_or_not_asked_for_is_not_found(prompt: str, criterion: str) -> None:
    assert only("uncovered", criterion, prompt=prompt) == []


def test_nothing_is_said_against_a_plain_rubric() -> None:
    plain = rubric(
        "The response names three rivers.",
        "The response says where each river ends.",
        "Every river is in Europe.",
        prompt="Name three rivers of Europe and say where each of them ends.",
    )
    assert findings(plain) == []


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=4), st.text())
def test_any_text_can_be_linted(texts: list[str], prompt: str) -> None:
    unique = {Criterion(text=text).id: Criterion(text=text) for text in texts}
    for finding in findings(rubric(*unique.values(), prompt=prompt)):
        assert finding.message
        assert finding.remedy
        assert all(1 <= number <= len(unique) for number in finding.criteria)
