"""The page of a report card: complete, self-contained, and harmless whatever the names in it say."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from touchstone.evaluation.card.contents import Card, JudgedSet, Line, Part, Table
from touchstone.evaluation.report import Figure
from touchstone.report.card import card_page
from touchstone.report.card_charts import dots

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


def table(name: str, label: str = "a line", *values: float, at: float = 0.0) -> Table:
    return Table(
        name=name,
        title=f"Title of {label}",
        about=f"About {label}.",
        columns=("flips", "shift"),
        lines=tuple(
            Line(
                name=f"{label}{place}",
                label=label,
                items=12,
                groups=6,
                figures=(
                    Figure(name="f", label="f", value=value, low=value - 0.1, high=value + 0.1, n=12),
                    Figure(name="g", label="g", value=value, n=5),
                ),
                note=label,
            )
            for place, value in enumerate(values)
        ),
        at=at,
        lacking="" if values else f"nothing about {label}",
    )


def card(text: str = "plain") -> Card:
    return Card(
        judge=text,
        model_hash="abc123",
        prompt_version="judge-1",
        version="0",
        seed=0,
        limit=None,
        probed=100,
        sets=(
            JudgedSet(
                name=text,
                path="x",
                digest="d",
                home=True,
                protocol="criteria",
                how="criteria",
                labelled=12,
                compared=12,
                groups=6,
                note=text,
            ),
        ),
        parts=(
            Part(name="fairness", tables=(table("probes:x", text, 0.2, -0.3), table("kin", text))),
            Part(name="generalisability", tables=(table("full:x", text, 0.9, 0.8, at=0.5),)),
        ),
        sentences=(f"It says {text}.",),
        marks=("demo model: not valid for your data",),
        notices=(text,),
    )


class Seen(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(
            name.startswith("on") or (value or "").startswith("javascript") for name, value in attrs
        )

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_has_all_that_the_card_says() -> None:
    seen = Seen(card_page(card(), "2026-01-02 03:04 UTC", 7))
    for text in (
        "Report card of plain",
        "Card 7, 2026-01-02 03:04 UTC",
        "It says plain.",
        "demo model: not valid for your data",
        "Not measurable here: nothing about plain.",
        "0.200",
        "0.10 to 0.30",
        "n 5",
        "abc123",
    ):
        assert text in seen.text, text


def test_names_are_text_and_the_page_loads_nothing() -> None:
    page = card_page(card(HOSTILE), "now", 1)
    seen = Seen(page)
    assert not seen.tags & {"script", "img", "link", "iframe"}
    assert "<script>alert(1)</script>" in seen.text
    assert not re.search(r"(?:src|href)=\"(?!#)", page)


@given(st.text(max_size=60).filter(lambda text: text.strip()))
def test_any_text_is_shown(text: str) -> None:
    assert not Seen(card_page(card(text), "now", 1)).tags & {"script", "img"}


def test_a_filled_dot_stands_where_the_interval_is_on_one_side() -> None:
    drawn = dots(table("x", "line", 0.2, 0.05))
    assert drawn is not None
    assert [row.sure for row in drawn.rows] == [True, False]
    assert drawn.rows[0].at > drawn.rows[1].at >= drawn.compared
    for row in drawn.rows:
        assert row.left is not None
        assert row.right is not None
        assert 0 <= row.left <= row.at <= row.right <= 100
    assert dots(table("x", "line", 0.2)) is None
