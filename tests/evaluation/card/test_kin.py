import pytest

from touchstone.domain.dataset import Preference
from touchstone.evaluation.agreement.align import PreferenceItem
from touchstone.evaluation.card.kin import MORE, family_of, kin_table


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("qwen3.5-4b", "Qwen"),
        ("Meta-Llama-3-8B-Instruct", "Llama"),
        ("vicuna-13b", "Llama"),
        ("judgelm-7b", "Llama"),
        ("gemma-3-4b-it", "Gemma"),
        ("mixtral-8x7b", "Mistral"),
        ("gpt-4o-mini", "GPT"),
        ("Phi-4-mini", "Phi"),
        ("claude-sonnet-4", "Claude"),
        ("our-system", None),
    ],
)
def test_names_tell_families(name: str, family: str | None) -> None:
    assert family_of([None, name]) == family


def item(
    number: int, systems: tuple[str | None, str | None], judged: Preference, label: Preference
) -> PreferenceItem:
    return PreferenceItem(
        key=("s", str(number)),
        group=f"g{number}",
        subset=None,
        systems=systems,
        label=label,
        judged=judged,
        longer="tie",
        annotators=(),
    )


def test_self_preference_is_what_the_judge_gives_its_family_beyond_people() -> None:
    items = [item(n, ("qwen-7b", "llama-8b"), "A", "AB"[n % 2]) for n in range(40)]  # type: ignore[arg-type]
    items += [item(n, ("llama-8b", "qwen-7b"), "B", "AB"[n % 2]) for n in range(40, 60)]  # type: ignore[arg-type]
    items += [item(n, ("qwen-7b", "qwen-14b"), "A", "A") for n in range(60, 70)]
    items += [item(n, (None, "qwen-14b"), "A", "A") for n in range(70, 80)]
    table = kin_table("Qwen", "my-judge", [("set", items)], 0)
    assert table.lines[0].items == 60
    more = table.figure("set", MORE)
    assert more is not None
    assert more.value == pytest.approx(0.5)
    assert more.low is not None
    assert more.low > 0.3


def test_where_nothing_can_be_told_the_reason_is() -> None:
    assert "tells no model family" in kin_table(None, "my-judge", [], 0).lacking
    assert "family Qwen" in kin_table("Qwen", "q", [("set", [item(1, ("a", "b"), "A", "A")])], 0).lacking
