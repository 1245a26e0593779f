import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.rubrics.splitting import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "The response names the author and explains the plot.",
            ["The response names the author.", "The response explains the plot."],
        ),
        (
            "The response is polite, and it ends with a question.",
            ["The response is polite, and it ends with a question."],
        ),
        (
            "The final answer states the total, and also has no more than two sentences.",
            ["The final answer states the total.", "The final answer has no more than two sentences."],
        ),
        (
            "The response gives a date, names the place and mentions a guide.",
            ["The response gives a date.", "The response names the place.", "The response mentions a guide."],
        ),
    ],
)
def test_parts_are_sentences_with_the_same_subject(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "The response compares cats and dogs.",
        "The response lists the steps and explains them.",
        "The response contains the phrase 'wait and has a nice day'.",
        "Clear and uses the right words.",
        "The response uses words and phrases that children know.",
        "The response is short. It is polite and has a greeting.",
        "The response says what is there (a dog) and has a greeting.",
        "The response explains that the moon is small and has no air.",
    ],
)
def test_what_would_not_stand_by_itself_is_left_whole(text: str) -> None:
    assert parts_of(text) == [text]


@given(st.text(max_size=120))
def test_any_text_gives_itself_or_parts_with_its_own_words(text: str) -> None:
    parts = parts_of(text)
    assert parts
    words = text.replace(".", " ").replace(",", " ").split()
    if len(parts) > 1:
        assert all(word in words for part in parts for word in part.rstrip(".").replace(",", " ").split())
    else:
        assert parts == [text]
