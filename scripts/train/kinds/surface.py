"""Constraints on form: case, punctuation, digits, quotation marks, highlighting."""

import random
import re
from typing import ClassVar

from scripts.train.draft import Draft
from scripts.train.kinds.base import Kind, Params
from scripts.train.kinds.content import mention
from scripts.train.sentences import World, lead


class Case(Kind):
    name, stage, slot = "case", 3, "case"
    asks: ClassVar[tuple[str, ...]] = (
        "write everything in {case}",
        "use only {case}",
        "keep all letters in {case}",
        "put the whole text in {case}",
        "write in {case} throughout",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is written entirely in {case}",
        "uses only {case}",
        "keeps all letters in {case}",
        "is in {case} as a whole",
        "is in {case} throughout",
    )
    words: ClassVar[dict[str, tuple[str, ...]]] = {
        "lower": ("lowercase letters", "lower case", "small letters"),
        "upper": ("capital letters", "upper case", "capitals"),
    }

    def draw(self, world: World) -> Params:
        return {"key": world.rng.choice(("lower", "upper"))}

    def fields(self, params: Params, rng: random.Random | None) -> dict[str, str]:
        words = self.words[str(params["key"])]
        return {"case": rng.choice(words) if rng else words[0]}

    def check(self, text: str, params: Params) -> bool:
        return text == (text.lower() if params["key"] == "lower" else text.upper())

    def meet(self, draft: Draft, params: Params) -> None:
        draft.case = str(params["key"])

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.3:
            draft.case = "upper" if params["key"] == "lower" else "lower"

    def why(self, text: str, params: Params) -> str:
        letters = self.words[str(params["key"])][0]
        return f"It {'has' if self.check(text, params) else 'does not have'} {letters} only."


class NoCommas(Kind):
    name, stage = "no commas", 3
    asks: ClassVar[tuple[str, ...]] = (
        "avoid commas",
        "use no commas",
        "leave out all commas",
        "write without commas",
        "do without any comma",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has no commas",
        "uses no commas",
        "leaves out all commas",
        "is written without commas",
        "does without any comma",
    )

    def check(self, text: str, params: Params) -> bool:
        return "," not in text

    def meet(self, draft: Draft, params: Params) -> None:
        draft.no_commas = True

    def miss(self, draft: Draft, params: Params) -> None:
        draft.no_commas = False
        paragraph = draft.world.rng.choice(draft.paragraphs)
        paragraph[-1] = lead(
            draft.world.rng.choice(("Well", "Indeed", "Yes", "Today", "Still")), paragraph[-1]
        )

    def why(self, text: str, params: Params) -> str:
        return f"It has {'no comma' if self.check(text, params) else 'a comma'}."


class Exclamation(Kind):
    name, stage = "exclamation", 3
    asks: ClassVar[tuple[str, ...]] = (
        "use an exclamation mark",
        "include an exclamation mark",
        "put in at least one exclamation mark",
        "use one exclamation mark or more",
    )
    says: ClassVar[tuple[str, ...]] = (
        "uses an exclamation mark",
        "includes an exclamation mark",
        "has at least one exclamation mark",
        "has one exclamation mark or more",
    )

    def check(self, text: str, params: Params) -> bool:
        return "!" in text

    def _replace(self, draft: Draft, old: str, new: str) -> None:
        for paragraph in draft.paragraphs:
            for at, sentence in enumerate(paragraph):
                if sentence.endswith(old):
                    paragraph[at] = sentence[: -len(old)] + new
                    if new == "!":
                        return

    def meet(self, draft: Draft, params: Params) -> None:
        draft.world.rng.shuffle(draft.paragraphs)
        self._replace(draft, ".", "!")

    def miss(self, draft: Draft, params: Params) -> None:
        self._replace(draft, "!", ".")

    def why(self, text: str, params: Params) -> str:
        return f"It has {'an' if '!' in text else 'no'} exclamation mark."


class NoExclamation(Exclamation):
    name, stage = "no exclamation", 3
    slot = "exclamation"
    asks: ClassVar[tuple[str, ...]] = (
        "avoid exclamation marks",
        "use no exclamation marks",
        "leave out exclamation marks",
        "write without exclamation marks",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has no exclamation marks",
        "uses no exclamation marks",
        "leaves out exclamation marks",
        "is written without exclamation marks",
    )

    def check(self, text: str, params: Params) -> bool:
        return "!" not in text

    def meet(self, draft: Draft, params: Params) -> None:
        super().miss(draft, params)

    def miss(self, draft: Draft, params: Params) -> None:
        super().meet(draft, params)


Exclamation.slot = "exclamation"


class NoDigits(Kind):
    name, slot = "no digits", "digits"
    asks: ClassVar[tuple[str, ...]] = (
        "avoid digits",
        "use no digits",
        "leave out all digits",
        "write without any digits",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has no digits",
        "uses no digits",
        "leaves out all digits",
        "is written without any digits",
    )

    def check(self, text: str, params: Params) -> bool:
        return not re.search(r"\d", text)

    def meet(self, draft: Draft, params: Params) -> None:
        draft.numbered = False

    def miss(self, draft: Draft, params: Params) -> None:
        mention(
            draft,
            f"{draft.world.rng.choice(('number', 'room', 'bus', 'group'))} {draft.world.rng.randint(2, 99)}",
        )

    def why(self, text: str, params: Params) -> str:
        return f"It has {'no digit' if not re.search(r'[0-9]', text) else 'a digit'}."


class HasDigits(NoDigits):
    name, slot = "digits", "digits"
    asks: ClassVar[tuple[str, ...]] = (
        "include a number in digits",
        "use at least one digit",
        "write a number in digits",
        "give some number in digits",
    )
    says: ClassVar[tuple[str, ...]] = (
        "includes a number in digits",
        "uses at least one digit",
        "has a number in digits",
        "gives some number in digits",
    )

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(r"\d", text))

    def meet(self, draft: Draft, params: Params) -> None:
        super().miss(draft, params)

    def miss(self, draft: Draft, params: Params) -> None:
        super().meet(draft, params)


class Quoted(Kind):
    name, stage, slot = "quoted", 3, "whole"
    asks: ClassVar[tuple[str, ...]] = (
        "wrap the whole text in double quotation marks",
        "put everything in double quotation marks",
        "enclose your answer in double quotes",
        "set the whole text in quotation marks",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is wrapped in double quotation marks",
        "stands in double quotation marks as a whole",
        "is enclosed in double quotes",
        "is set in quotation marks",
    )

    def check(self, text: str, params: Params) -> bool:
        return len(text) > 1 and text.startswith('"') and text.endswith('"')

    def meet(self, draft: Draft, params: Params) -> None:
        draft.quoted = True

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.5:
            paragraph = draft.world.rng.choice(draft.paragraphs)
            paragraph[0] = f'"{paragraph[0]}"'

    def why(self, text: str, params: Params) -> str:
        return f"It {'is' if self.check(text, params) else 'is not'} in quotation marks."


class Highlight(Kind):
    name, stage = "highlight", 2
    asks: ClassVar[tuple[str, ...]] = (
        "highlight a part of the text with asterisks, like *this*",
        "set some words in *asterisks*",
        "mark at least one phrase with asterisks, like *this*",
        "use *asterisks* around some words",
    )
    says: ClassVar[tuple[str, ...]] = (
        "highlights a part with asterisks",
        "sets some words in *asterisks*",
        "marks at least one phrase with asterisks",
        "uses *asterisks* around some words",
    )

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(r"\*[^*\n]+\*", text))

    def meet(self, draft: Draft, params: Params) -> None:
        paragraph = draft.world.rng.choice(draft.paragraphs)
        words = paragraph[0][:-1].split()
        at = draft.world.rng.randrange(len(words))
        words[at] = f"*{words[at]}*"
        paragraph[0] = " ".join(words) + paragraph[0][-1]

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.5:
            paragraph = draft.world.rng.choice(draft.paragraphs)
            words = paragraph[0][:-1].split()
            words[-1] = f"{draft.world.rng.choice('(_~')}{words[-1]}"
            paragraph[0] = " ".join(words) + paragraph[0][-1]

    def why(self, text: str, params: Params) -> str:
        return f"{'Some' if self.check(text, params) else 'No'} words are in asterisks."
