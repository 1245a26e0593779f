"""Constraints on what a text has to give: concrete details, thanks, an apology, the keys of a JSON object."""

import random
import re
from typing import ClassVar

from scripts.train.draft import Draft
from scripts.train.kinds.base import Kind, Params
from scripts.train.sentences import World
from scripts.train.words import DAYS, JSON_KEYS, KEYWORDS, SORRY, THANKS


class Detail(Kind):
    """A concrete detail: a weekday, a time, a price, a phone number, an email address."""

    name = "detail"
    asks: ClassVar[tuple[str, ...]] = (
        "say {what}",
        "state {what}",
        "give {what}",
        "tell the reader {what}",
        "name {what}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "gives {what}",
        "states {what}",
        "says {what}",
        "tells the reader {what}",
        "names {what}",
    )
    details: ClassVar[dict[str, tuple[str, ...]]] = {
        "weekday": ("the weekday", "|".join(DAYS), "It will be on {}.|Please keep {} free.|See you on {}."),
        "time": (
            "the time of day",
            r"\d{1,2}:\d\d|\d (?:am|pm)",
            "It starts at {}.|Be there at {}.|The doors open at {}.",
        ),
        "price": (
            "the price",
            r"\d+ (?:pounds|dollars|euros)",
            "It costs {}.|The price is {}.|Please pay {}.",
        ),
        "phone": ("a phone number", r"\d{3} \d{4}", "Call us on {}.|The number is {}.|You can ring {}."),
        "email": (
            "an email address",
            r"\w+@\w+\.\w+",
            "Write to {}.|Send a line to {}.|You can reach us at {}.",
        ),
    }

    def draw(self, world: World) -> Params:
        return {"key": world.rng.choice(list(self.details))}

    def fields(self, params: Params, rng: random.Random | None) -> dict[str, str]:
        return {"what": self.details[str(params["key"])][0]}

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(self.details[str(params["key"])][1], text, flags=re.I))

    def _value(self, key: str, rng: random.Random) -> str:
        host = f"{rng.choice(KEYWORDS)}.{rng.choice(('org', 'com'))}"
        return {
            "weekday": rng.choice(DAYS),
            "time": rng.choice(
                (f"{rng.randint(7, 21)}:{rng.choice(('00', '15', '30', '45'))}", f"{rng.randint(1, 9)} pm")
            ),
            "price": f"{rng.randint(2, 90)} {rng.choice(('pounds', 'dollars', 'euros'))}",
            "phone": f"{rng.randint(200, 999)} {rng.randint(1000, 9999)}",
            "email": f"{rng.choice(('info', 'office', 'hello', 'team'))}@{host}",
        }[key]

    def meet(self, draft: Draft, params: Params) -> None:
        rng, key = draft.world.rng, str(params["key"])
        draft.replace(rng.choice(self.details[key][2].split("|")).format(self._value(key, rng)))

    def miss(self, draft: Draft, params: Params) -> None:
        others = [key for key in self.details if key != params["key"]]
        if draft.world.rng.random() < 0.6:
            self.meet(draft, {"key": draft.world.rng.choice(others)})

    def why(self, text: str, params: Params) -> str:
        what = self.details[str(params["key"])][0]
        return f"{what[0].upper()}{what[1:]} is {'given' if self.check(text, params) else 'not given'}."


class Thanks(Kind):
    name = "thanks"
    pattern, sentences = r"\b(?:thank|thanks)\b", THANKS
    other = SORRY
    asks: ClassVar[tuple[str, ...]] = (
        "thank the reader",
        "say thank you",
        "include a word of thanks",
        "express thanks",
        "offer your thanks",
    )
    says: ClassVar[tuple[str, ...]] = (
        "thanks the reader",
        "says thank you",
        "includes a word of thanks",
        "expresses thanks",
        "offers thanks",
    )

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(self.pattern, text, flags=re.I))

    def meet(self, draft: Draft, params: Params) -> None:
        draft.replace(draft.world.rng.choice(self.sentences) + ".")

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.5:
            draft.replace(draft.world.rng.choice(self.other) + ".")

    def why(self, text: str, params: Params) -> str:
        return f"It {'does so' if self.check(text, params) else 'does not do so'}."


class Apology(Thanks):
    name = "apology"
    pattern, sentences = r"\b(?:sorry|apologi[sz]e|apologies)\b", SORRY
    other = THANKS
    asks: ClassVar[tuple[str, ...]] = (
        "apologise",
        "say sorry",
        "include an apology",
        "offer an apology",
        "make an apology",
    )
    says: ClassVar[tuple[str, ...]] = (
        "apologises",
        "says sorry",
        "includes an apology",
        "offers an apology",
        "makes an apology",
    )


class JsonKeys(Kind):
    name, stage, slot = "json", 3, "whole"
    asks: ClassVar[tuple[str, ...]] = (
        "answer with a JSON object with the keys {keys}",
        "format the answer as JSON with the keys {keys}",
        "return only a JSON object that has the keys {keys}",
        "reply in JSON and use the keys {keys}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is a JSON object with the keys {keys}",
        "is formatted as JSON with the keys {keys}",
        "consists of a JSON object that has the keys {keys}",
        "is written in JSON and uses the keys {keys}",
    )

    def draw(self, world: World) -> Params:
        return {"keys": " and ".join(world.rng.sample(JSON_KEYS, 2))}

    def check(self, text: str, params: Params) -> bool:
        keys = re.findall(r'"([^"]*)": "', text) if re.fullmatch(r"\{.*\}", text, flags=re.S) else []
        return set(str(params["keys"]).split(" and ")) <= set(keys)

    def _record(self, draft: Draft, keys: list[str]) -> None:
        draft.record = {key: draft.world.sentence().replace('"', "'") for key in keys}

    def probe(self, text: str, world: World) -> Params:
        keys = re.findall(r'"([^"]*)": "', text)
        if len(keys) > 1 and world.rng.random() < 0.5:
            return {"keys": " and ".join(keys[:2])}
        return self.draw(world)

    def meet(self, draft: Draft, params: Params) -> None:
        self._record(draft, str(params["keys"]).split(" and "))

    def miss(self, draft: Draft, params: Params) -> None:
        first, second = str(params["keys"]).split(" and ")
        if draft.world.rng.random() < 0.7:
            other = draft.world.rng.choice([key for key in JSON_KEYS if key not in (first, second)])
            self._record(draft, draft.world.rng.sample((draft.world.rng.choice((first, second)), other), 2))

    def why(self, text: str, params: Params) -> str:
        if not text.startswith("{"):
            return "It is not a JSON object."
        return "The keys are there." if self.check(text, params) else "A key is missing."
