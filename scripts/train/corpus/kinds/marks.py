"""Constraints on punctuation and digits."""

import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params
from scripts.train.corpus.kinds.content import mention
from scripts.train.corpus.sentences import lead


class NoCommas(Kind):
    name, stage = "no commas", 3
    asks: ClassVar[tuple[str, ...]] = (
        "avoid commas",
        "use no commas",
        "leave out all commas",
        "write without commas",
        "do without any comma",
        "refrain from using commas",
        "do not use any commas",
        "avoid the use of commas",
        "never use a comma",
        "do not put in a comma",
        "refrain from any use of commas",
        "put in no comma at all",
        "use no comma anywhere",
        "keep the text free of commas",
        "avoid commas in the text",
        "let no comma appear",
        "use other marks than commas",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has no commas",
        "uses no commas",
        "leaves out all commas",
        "is written without commas",
        "does without any comma",
        "refrains from using commas",
        "does not use any commas",
        "avoids the use of commas",
        "never uses a comma",
        "does not use a comma at all",
        "avoids commas",
        "is free of commas",
        "has no comma at all",
        "does not contain any commas",
        "is written without any comma",
        "contains no comma",
        "keeps free of commas",
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
        "add an exclamation mark",
        "end a sentence with an exclamation mark",
        "let one sentence end with an exclamation mark",
        "use at least one exclamation point",
        "add an exclamation mark somewhere",
        "add at least one exclamation point",
        "finish some sentence with an exclamation mark",
        "show excitement with an exclamation mark",
        "put in an exclamation mark or more",
        "have an exclamation mark in the text",
        "let an exclamation mark end some sentence",
    )
    says: ClassVar[tuple[str, ...]] = (
        "uses an exclamation mark",
        "includes an exclamation mark",
        "has at least one exclamation mark",
        "has one exclamation mark or more",
        "contains an exclamation mark",
        "ends a sentence with an exclamation mark",
        "has a sentence that ends with an exclamation mark",
        "uses at least one exclamation point",
        "has an exclamation mark somewhere",
        "contains at least one exclamation point",
        "finishes some sentence with an exclamation mark",
        "shows excitement with an exclamation mark",
        "contains an exclamation mark or more",
        "makes use of an exclamation mark",
        "includes one exclamation point or more",
    )

    def check(self, text: str, params: Params) -> bool:
        return "!" in text

    def meet(self, draft: Draft, params: Params) -> None:
        stops = [
            (paragraph, at)
            for paragraph in draft.paragraphs
            for at, sentence in enumerate(paragraph)
            if sentence.endswith(".")
        ]
        if stops:
            paragraph, at = draft.world.rng.choice(stops)
            paragraph[at] = paragraph[at][:-1] + "!"

    def miss(self, draft: Draft, params: Params) -> None:
        for paragraph in draft.paragraphs:
            paragraph[:] = [sentence.replace("!", ".") for sentence in paragraph]

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
        "do not use any exclamation marks",
        "never use an exclamation mark",
        "refrain from exclamation points",
        "do without exclamation marks",
        "avoid any exclamation mark",
        "do not put in an exclamation point",
        "do not put in any exclamation mark",
        "keep the text free of exclamation marks",
        "end no sentence with an exclamation mark",
        "let no exclamation mark appear",
        "refrain from any exclamation marks",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has no exclamation marks",
        "uses no exclamation marks",
        "leaves out exclamation marks",
        "is written without exclamation marks",
        "does not use any exclamation marks",
        "never uses an exclamation mark",
        "refrains from exclamation points",
        "does without exclamation marks",
        "avoids any exclamation mark",
        "does not contain an exclamation point",
        "does not contain any exclamation mark",
        "is free of exclamation marks",
        "ends no sentence with an exclamation mark",
        "avoids exclamation marks",
        "refrains from any exclamation marks",
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
        "do not use any digits",
        "never write a digit",
        "refrain from using digits",
        "do without digits",
        "spell out every number instead of using digits",
        "write numbers without any digits",
        "use words and not digits for numbers",
        "keep the text free of digits",
        "use no digit at all",
        "put no numerals in the text",
        "use no digits in the text",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has no digits",
        "uses no digits",
        "leaves out all digits",
        "is written without any digits",
        "does not use any digits",
        "never uses a digit",
        "refrains from using digits",
        "does without digits",
        "spells out every number instead of using digits",
        "uses words for any numbers",
        "uses words and not digits for numbers",
        "is free of digits",
        "avoids digits",
        "contains no numerals",
        "contains no digits",
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
        "put in at least one number in digits",
        "use digits at least once",
        "include at least one digit",
        "put a number in the text as digits",
        "write some number as digits",
        "mention a number in digits",
        "add a number written in digits",
        "let a digit appear",
        "include a figure such as 12",
        "mention some number with digits",
        "let at least one digit appear",
    )
    says: ClassVar[tuple[str, ...]] = (
        "includes a number in digits",
        "uses at least one digit",
        "has a number in digits",
        "gives some number in digits",
        "puts in at least one number in digits",
        "uses digits at least once",
        "puts at least one number in digits",
        "contains a number in digits",
        "writes some number as digits",
        "mentions a number in digits",
        "has a number written in digits",
        "contains at least one digit",
        "includes a figure such as 12",
        "mentions some number with digits",
        "uses some number in digits",
    )

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(r"\d", text))

    def meet(self, draft: Draft, params: Params) -> None:
        super().miss(draft, params)

    def miss(self, draft: Draft, params: Params) -> None:
        super().meet(draft, params)
