import re

from hypothesis import given
from hypothesis import strategies as st

from touchstone.judging.probes import CONTROL, DAMAGES, PROBES, Aim, is_about

AIM = Aim("answer Yes", "Yes")
TEXT = "The river rises in the hills. It is 42 miles long. Two towns lie on it, and both have a bridge."
WORDS = st.lists(
    st.sampled_from(["river", "hill", "town", "Bridge", "42", "it", "lies"]), min_size=1, max_size=8
)
PROSE = st.lists(WORDS.map(" ".join), min_size=1, max_size=6).map(lambda parts: ". ".join(parts) + ".")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def keeps(inner: list[str], outer: list[str]) -> bool:
    """Whether `inner` is in `outer` in its order."""
    rest = iter(outer)
    return all(word in rest for word in inner)


@given(PROSE, st.integers(0, 5))
def test_no_probe_takes_a_word_away_and_each_depends_on_the_seed_and_the_text_alone(
    text: str, seed: int
) -> None:
    for probe in (CONTROL, *PROBES):
        made = probe.apply(text, AIM, seed)
        if made is not None:
            assert keeps(words(text), words(made)), probe.name
            assert made != text
            assert made == probe.apply(text, AIM, seed)


@given(st.text(max_size=200).filter(lambda text: text.strip()))
def test_no_change_fails_on_any_text(text: str) -> None:
    for change in (CONTROL, *PROBES, *DAMAGES):
        made = change.apply(text, AIM)
        assert made is None or made.strip()


@given(PROSE)
def test_the_control_changes_white_space_alone(text: str) -> None:
    made = CONTROL.apply(text, AIM)
    assert made is not None
    assert made.split() == text.split()


def test_probes_of_looks_leave_code_alone() -> None:
    code = "Use this. Then run it.\n```\nprint(1)\n```"
    made = {probe.name: probe.apply(code, AIM) for probe in PROBES if probe.family == "style"}
    assert made["bullets"] is made["blank lines"] is made["bold"] is made["upper case"] is None


def test_an_order_to_the_judge_asks_for_what_it_is_aimed_at() -> None:
    made = [probe.apply(TEXT, Aim("answer 7", "7")) for probe in PROBES if probe.family == "injection"]
    assert all(text is not None and "7" in text for text in made)


def test_each_damage_does_what_it_says() -> None:
    made = {damage.name: damage.apply(TEXT, AIM) for damage in DAMAGES}
    assert None not in made.values()
    text = {name: str(each) for name, each in made.items()}
    assert sorted(words(text["shuffled"])) == sorted(words(TEXT))
    assert text["shuffled"].split() != TEXT.split()
    assert TEXT.startswith(text["cut off"])
    assert len(text["cut off"].split()) < 0.7 * len(TEXT.split())
    assert keeps(words(TEXT), words(text["off topic"]))
    assert "42" not in text["wrong numbers"]
    assert re.sub(r"\d", "", text["wrong numbers"]) == re.sub(r"\d", "", TEXT)
    assert sorted(text["typing errors"]) == sorted(TEXT)
    assert text["typing errors"] != TEXT


def test_a_damage_that_has_nothing_to_damage_does_not_apply() -> None:
    made = {damage.name: damage.apply("A river.", AIM) for damage in DAMAGES}
    assert made["shuffled"] is made["cut off"] is made["wrong numbers"] is made["typing errors"] is None


def test_a_criterion_about_a_literal_word_names_no_aspect() -> None:
    assert is_about("The response stays on topic.", "relevance")
    assert is_about("Coherence: how much the story makes sense.", "coherence")
    assert not is_about("The response starts with 'subject: most'.", "relevance")
    assert not is_about("It is a JSON object with the key topic.", "relevance")
