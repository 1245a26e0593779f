"""The page itself: what a browser, a screen reader and a hostile response find in it."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.report.making import Page, Scores, paired, report_of, run_info, scored
from touchstone.domain.dataset import ScoreLabel
from touchstone.domain.label import Label
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import RunInfo
from touchstone.evaluation import AgreementReport, Figure, LeftOut, Section, evaluate
from touchstone.evaluation.comparing.comparison import Comparison, Regression, SystemResult, Versus
from touchstone.report import Choices, RunData, page
from touchstone.report.text import visible

MARK = "demo model: not valid for your data"
HOSTILE = (
    "</div></td></table><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' style='background:url(http://example.org/x)' '",
    "{{ 7 * 7 }}{% raw %}{# note #}",
    "<!-- --><![CDATA[ ]]></style><style>@import 'http://example.org'</style>",
    "&lt;b&gt;&amp;&#60;&nbsp",
    "\x00\x1b[31m\u202etxt\u2066\ufeff\r",
    "\n\nleading lines",
)


def everything(text: str) -> tuple[list[RunData], Comparison, list[AgreementReport]]:
    """Runs, comparison and agreement with `text` wherever a text of somebody else can be."""
    criteria = [Criterion(text=f"x{text}x{n}", guard=n == 1) for n in range(2)]
    scores: Scores = {
        f"s{n}-{system}": {criteria[0]: 0.9, criteria[1]: f"x{text}" if n else 0.2}
        for n in range(6)
        for system in ("a", "b")
    }
    labels = {"s1-a": ScoreLabel(score=1.0, text=f"x{text}", subset=f"x{text}"), "s2-b": ScoreLabel(score=0)}
    info: RunInfo = run_info(
        marks=(MARK,),
        models={"judge": "e" * 64},
        spec={"data": f"/d/x{text}.jsonl", "judge": f"x{text}"},
    )
    data = scored(scores, labels, info)
    samples = [
        sample.model_copy(
            update={
                "prompt": f"x{text}",
                "reference": f"x{text}",
                "system_prompt": f"x{text}",
                "responses": tuple(each.model_copy(update={"text": f"x{text}"}) for each in sample.responses),
            }
        )
        for sample in data.dataset.samples
    ]
    lines = [
        line.model_copy(update={"rationale": f"x{text}"}) if line.criterion_id == criteria[0].id else line
        for line in data.lines
    ]
    names = {"a": f"a{text}", "b": f"b{text}"}
    run = RunData(
        run=data.run,
        dataset=data.dataset.model_copy(update={"samples": tuple(samples)}),
        digest=data.digest,
        systems=names,
        lines=lines,
        rubrics=data.rubrics,
        criteria=data.criteria,
        labels=(
            Label(
                run=data.run.id,
                sample_id="s4",
                response_id="s4-a",
                criterion_id=criteria[0].id,
                annotator=f"x{text}",
                label="not met",
                note=f"x{text}",
            ),
        ),
    )
    return [run], comparison_of(names, data.run.id, text), [agreement_of(data.run.id, text)]


def comparison_of(names: dict[str, str], run: str, text: str) -> Comparison:
    figure = Figure(name="x", label=f"x{text}", value=-0.1, low=-0.2, high=0.0, n=6, note=f"x{text}")
    fell = Regression(
        prompt=f"x{text}",
        sample_ids=("s3", "s3"),
        response_ids=("s3-a", "s3-b"),
        runs=(run, run),
        score=0.1,
        other_score=0.9,
        difference=-0.8,
    )
    versus = Versus(
        system=names["a"],
        other=names["b"],
        word="worse",
        difference=figure,
        wins=1,
        ties=2,
        losses=3,
        win_rate=figure,
        p=0.01,
        p_holm=0.02,
        detectable=0.1,
        criteria=(figure,),
        subsets=(figure,),
        regressed=(fell,),
    )
    systems = tuple(SystemResult(name=name, responses=6, unscored=0, mean=figure) for name in names.values())
    return Comparison(
        runs=(run,),
        protocol="criteria",
        baseline=None,
        systems=systems,
        pairs=(versus,),
        prompts=6,
        groups=6,
        resamples=10,
        seed=0,
        notes=(f"x{text}",),
    )


def agreement_of(run: str, text: str) -> AgreementReport:
    figure = Figure(name="x", label=f"x{text}", value=0.5, low=0.4, high=0.6, n=2, note=f"x{text}")
    section = Section(
        kind="scores",
        labelled=2,
        compared=2,
        unscored=0,
        not_applicable=0,
        groups=2,
        coverage=1.0,
        figures=(figure,),
        baselines=(figure,),
    )
    return AgreementReport(
        run=run,
        protocol="criteria",
        sections=(section,),
        left_out=LeftOut(),
        resamples=10,
        seed=0,
        notes=(f"x{text}",),
    )


def html_with(text: str) -> str:
    runs, comparison, agreements = everything(text)
    choices = Choices(file=Path(f"x{text}.html"), baseline=f"b{text}")
    made = report_of(
        *runs,
        comparison=comparison,
        agreements=agreements,
        choices=choices,
        notices=[f"x{text}"],
    )
    return page(made)


HTML = html_with("harmless")
HARMLESS = Page(HTML)
ONE_SYSTEM = scored({f"{sample}-a": {Criterion(text="It is short."): 0.5} for sample in "pq"})
PAIRS = paired([(0.9, 0.8), (0.2, 0.6)], ["A", None])


@settings(max_examples=60)
@given(st.text() | st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), min_size=1).map("".join))
@example("".join(HOSTILE))
def test_no_text_changes_the_page_around_it(text: str) -> None:
    made = Page(html_with(text))
    assert made.tags == HARMLESS.tags
    assert f"x{visible(text)}" in made.of("div.text")
    assert visible(f"a{text}") in made.text


def test_nothing_is_fetched_and_nothing_runs() -> None:
    policy = {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }
    assert policy in [attributes for tag, attributes in HARMLESS.attributes if tag == "meta"]
    tags = {tag for tag, *_ in HARMLESS.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "image", "use"}
    for _, attributes in HARMLESS.attributes:
        assert not any(name.startswith("on") or name in ("src", "style", "action") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"url\(|@import|https?:", HTML)


@pytest.mark.parametrize("found", [HARMLESS, *(Page(page(report_of(each))) for each in (ONE_SYSTEM, PAIRS))])
def test_a_screen_reader_finds_its_way(found: Page) -> None:
    assert found.attributes[0] == ("html", {"lang": "en-GB"})
    levels = [int(tag[1]) for tag, *_ in found.tags if re.fullmatch("h[1-6]", tag)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [each["id"] for _, each in found.attributes if "id" in each]
    assert len(ids) == len(set(ids))
    for _, attributes in found.attributes:
        assert set((attributes.get("aria-labelledby") or "").split()) <= set(ids)
        assert (attributes.get("href") or f"#{ids[0]}").removeprefix("#") in ids
    starts = [tag for tag, *_ in found.tags]
    assert starts.count("table") == starts.count("caption") == starts.count("thead") > 0
    assert all("scope" in names for tag, *names in found.tags if tag == "th")
    assert starts.count("svg") == starts.count("desc") > 0
    assert all(each.get("role") == "img" for tag, each in found.attributes if tag == "svg")
    named = ("th", "caption", "desc", "title", "h2", "h3", "h4", "summary", "a")
    assert all(text.strip() for element, text in found.texts if element.split(".")[0] in named)


def test_the_mark_is_at_the_top_and_at_every_table() -> None:
    assert HARMLESS.of("div.banner")[0].strip() == MARK
    captions = HARMLESS.of("caption")
    assert len(captions) > 8
    assert all(MARK in caption for caption in captions)
    figures = HARMLESS.of("figcaption")
    assert figures
    assert all(MARK in caption for caption in figures)


def test_the_outcome_is_said_in_words() -> None:
    assert "worse" in HARMLESS.of("strong")
    assert any(text.startswith("aharmless − bharmless: worse") for text in HARMLESS.of("text"))
    assert HARMLESS.of("p.lead")[0].startswith("aharmless is worse than bharmless by 0.100")


def test_without_systems_and_labels_it_says_so_and_what_to_do() -> None:
    agreement = evaluate(ONE_SYSTEM.dataset, ONE_SYSTEM.lines)
    found = Page(page(report_of(ONE_SYSTEM, agreements=[agreement])))
    assert "There is no comparison: there is only one system: a." in found.text
    assert "touchstone label 1a2b3c4d" in found.text
    assert "Mean score: 0.500 (a)." in found.text


def test_the_same_report_gives_the_same_page() -> None:
    assert html_with("harmless") == HTML


def test_a_megabyte_of_text_is_cut() -> None:
    html = html_with("y" * 1_000_000)
    assert "more characters are left out of this report" in html
    assert len(html) < 5_000_000


def luminance(colour: str) -> float:
    """The relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    whole = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    shares = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_has_enough_contrast_in_light_in_the_dark_and_on_paper() -> None:
    schemes = [
        dict(re.findall(r"--([\w-]+): (#\w+)", each)) for each in re.findall(r":root {(.*?)}", HTML, re.S)
    ]
    assert len(schemes) == 3
    for scheme in schemes:
        for text, behind in (
            ("ink", "page"),
            ("ink", "shade"),
            ("soft", "page"),
            ("soft", "shade"),
            ("mark", "page"),
            ("warn-ink", "warn-page"),
        ):
            dark, light = sorted((luminance(scheme[text]), luminance(scheme[behind])))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, behind)
