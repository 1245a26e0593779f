"""Requests in the shape that judging gives them: shared instructions, prompts, responses, criteria at the leaf."""

from touchstone.domain.engine import Label, Request, Writing

YES_NO = (Label("met", ("Yes",)), Label("not met", ("No",)), Label("cannot tell", ("Unknown",)))
LEVELS = tuple(Label(str(number), (str(number),)) for number in (1, 2, 10, 12, 100))
INSTRUCTIONS = "You judge a response to a prompt. Rely only on what is written. "
SENTENCE = Writing('root ::= " " [a-z ]{1,30} "."\n', 24, then="Verdict:")


def sample(
    number: int, responses: int = 3, criteria: int = 4, length: int = 6, labels: tuple[Label, ...] = YES_NO
) -> list[Request]:
    """The questions about one prompt's responses, in order."""
    return [
        question(number, response, criterion, length, labels)
        for response in range(responses)
        for criterion in range(criteria)
    ]


def question(
    number: int,
    response: int = 0,
    criterion: int = 0,
    length: int = 6,
    labels: tuple[Label, ...] = YES_NO,
    writing: Writing | None = None,
) -> Request:
    """One question; with `writing` the answer is written before the labels are read."""
    content = (
        INSTRUCTIONS,
        "### Prompt\n",
        f"Write a poem, the {number}th, about the sea",
        "\n\n### Response\n",
        f"The response {response} to {number}: "
        + "the sea is a state of one word and " * (length + 5 * response),
        "\n\n### Criterion\n",
        f"The response meets criterion {criterion} " + "in a word " * criterion + "of the prompt",
    )
    return Request(content, labels, writing, start="Reason:" if writing else "", cut=4)
