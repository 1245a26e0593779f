import pytest

from touchstone.domain.rubric import Criterion
from touchstone.rubrics.lint import remarks


@pytest.mark.parametrize(
    ("text", "remarked"),
    [
        ("The response is short and names the price.", True),
        ("The code is readable and includes comments.", True),
        ("The response is warm and polite.", False),
        ("The response names salt and pepper.", False),
        ("The response rhymes.", False),
    ],
)
def test_two_requirements_in_one_are_remarked_on(text: str, remarked: bool) -> None:
    numbers = [
        number for number, _ in remarks([Criterion(text="The response is kind."), Criterion(text=text)])
    ]
    assert numbers == ([2] if remarked else [])
