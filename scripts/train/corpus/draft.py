"""A response in the making: its parts, which the kinds of constraint edit, and the text they give."""

import re
from dataclasses import dataclass, field

from scripts.train.corpus.sentences import World


@dataclass(slots=True)
class Draft:
    """The parts of a response. `paragraphs` are lists of sentences; `case` applies to the whole text."""

    world: World
    paragraphs: list[list[str]]
    title: str = ""
    greeting: str = ""
    items: list[str] = field(default_factory=list)
    numbered: bool = False
    signature: str = ""
    postscript: str = ""
    record: dict[str, str] = field(default_factory=dict)
    case: str = ""
    quoted: bool = False
    no_commas: bool = False
    cut: int = 0

    def sentences(self) -> int:
        """How many sentences the paragraphs hold."""
        return sum(len(paragraph) for paragraph in self.paragraphs)

    def resize(self, count: int) -> None:
        """Adds or drops sentences at random places until there are `count`; empty paragraphs go."""
        rng = self.world.rng
        while self.sentences() < count:
            paragraph = rng.choice(self.paragraphs)
            paragraph.insert(rng.randint(0, len(paragraph)), self.world.sentence())
        while self.sentences() > count:
            long = [paragraph for paragraph in self.paragraphs if len(paragraph) > 1]
            if not long:
                self.paragraphs.pop()
                continue
            paragraph = rng.choice(long)
            paragraph.pop(rng.randrange(len(paragraph)))

    def replace(self, sentence: str) -> None:
        """Puts `sentence` in the place of a random one, so that counts stay as they are."""
        paragraph = self.world.rng.choice(self.paragraphs)
        paragraph[self.world.rng.randrange(len(paragraph))] = sentence

    def render(self) -> str:
        """The text."""
        if self.record:
            inner = ", ".join(f'"{key}": "{value}"' for key, value in self.record.items())
            return "{" + inner + "}"
        blocks = [self.title, self.greeting, *(" ".join(paragraph) for paragraph in self.paragraphs)]
        if self.items:
            lines = [
                f"{i}. {item}" if self.numbered else f"- {item}" for i, item in enumerate(self.items, start=1)
            ]
            blocks.insert(-1 if len(self.paragraphs) > 1 else len(blocks), "\n".join(lines))
        text = "\n\n".join(block for block in [*blocks, self.signature, self.postscript] if block)
        text = re.sub(r"\b([Aa]) (?=[aeiou])(?!us|uni)", r"\1n ", text)
        if self.cut:
            text = text.rstrip(".!?")[: -self.cut].rstrip(" ,.!?")
        if self.no_commas:
            text = text.replace(",", "")
        if self.case:
            text = text.lower() if self.case == "lower" else text.upper()
        return f'"{text}"' if self.quoted else text


def new_draft(world: World) -> Draft:
    """A plain draft of one to three paragraphs and two or more sentences, now and then with a list."""
    rng = world.rng
    draft = Draft(
        world,
        [
            [world.sentence()]
            for _ in range(rng.choice((1, 1, 1, 2, 2, 3)) if world.most > 4 else rng.randint(1, 2))
        ],
    )
    draft.resize(max(len(draft.paragraphs), rng.randint(2, world.most)))
    if rng.random() < 0.15:
        draft.items = [world.item() for _ in range(rng.randint(2, 6))]
        draft.numbered = rng.random() < 0.4
    if rng.random() < 0.1:
        draft.no_commas = True
    return draft
