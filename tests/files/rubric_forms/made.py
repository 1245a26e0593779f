"""Rubrics made by hypothesis: with all that a rubric can say, or only what a form can carry."""

from hypothesis import strategies as st
from pydantic import ValidationError

from touchstone.domain.check import CountCheck
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel

WEIGHTS = st.floats(allow_nan=False, allow_infinity=False).map(lambda weight: weight + 0.0)
ANY_TEXT = st.text(min_size=1, max_size=30).filter(str.strip)
WORDS = st.lists(
    st.text(
        st.characters(exclude_categories=("C", "Z"), exclude_characters="()[]#>*-+•`~"),
        min_size=1,
        max_size=6,
    ),
    min_size=1,
    max_size=5,
).map(" ".join)
"""Texts of one line, without what a plain list takes for a mark."""


WITHOUT_WEIGHT, BINARY, NO_NAME, NO_TAGS = st.just(1.0), st.just(Scale()), st.just(""), st.just(())
NO_PROMPT = st.none()


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    """Ordinal scales: any numbers, texts and scores."""
    values = sorted(draw(st.lists(st.integers(-3, 9), min_size=2, max_size=5, unique=True)))
    scored = draw(st.booleans())
    levels = [
        ScaleLevel(
            value=value,
            description=draw(st.text(max_size=8)),
            score=draw(st.floats(0, 1)) if scored else None,
        )
        for value in values
    ]
    return Scale(kind="ordinal", levels=tuple(levels))


@st.composite
def numbered_scales(draw: st.DrawFn, *, least: int = 2, most: int = 6, scored: bool = True) -> Scale:
    """Ordinal scales of levels 1, 2, ... that are described by words; `scored`: some with scores of their own."""
    count = draw(st.integers(least, most))
    texts = draw(st.lists(WORDS.filter(lambda text: not text.isdigit()), min_size=count, max_size=count))
    scores = sorted(draw(st.lists(st.floats(0.01, 0.09), min_size=count, max_size=count, unique=True)))
    own = scored and draw(st.booleans())
    levels = [
        ScaleLevel(value=place, description=text, score=scores[place - 1] if own else None)
        for place, text in enumerate(texts, start=1)
    ]
    return Scale(kind="ordinal", levels=tuple(levels))


@st.composite
def rubrics(
    draw: st.DrawFn,
    *,
    texts: st.SearchStrategy[str] = ANY_TEXT,
    weights: st.SearchStrategy[float] = WITHOUT_WEIGHT,
    scales: st.SearchStrategy[Scale] = BINARY,
    names: st.SearchStrategy[str] = NO_NAME,
    tags: st.SearchStrategy[tuple[str, ...]] = NO_TAGS,
    prompts: st.SearchStrategy[str | None] = NO_PROMPT,
    everything: bool = False,
) -> Rubric:
    """A rubric of these parts, instance-level where it has a prompt. `everything`: with guards and checks too."""
    prompt = draw(prompts)
    level = RubricLevel.INSTANCE if prompt else RubricLevel.DATASET
    criteria = []
    for text in draw(st.lists(texts, min_size=1, max_size=4)):
        scale = draw(scales)
        binary = everything and scale.kind == "binary" and draw(st.booleans())
        criteria.append(
            Criterion(
                text=text,
                weight=draw(weights),
                scale=scale,
                name=draw(names),
                tags=draw(tags),
                level=draw(st.sampled_from(RubricLevel)) if everything else level,
                guard=everything and draw(st.booleans()),
                check=CountCheck(of="words", at_most=draw(st.integers(1, 99))) if binary else None,
            )
        )
    try:
        return Rubric(
            level=level, criteria=tuple(criteria), prompt=prompt, provenance=Provenance(source="imported")
        )
    except ValidationError:
        return draw(st.nothing())


TAGS = st.lists(ANY_TEXT, max_size=3).map(tuple)
PROMPTS = st.none() | ANY_TEXT


def anything() -> st.SearchStrategy[Rubric]:
    """Any rubric at all."""
    return rubrics(
        weights=WEIGHTS,
        scales=BINARY | scales(),
        names=st.text(max_size=5),
        tags=TAGS,
        prompts=PROMPTS,
        everything=True,
    )
