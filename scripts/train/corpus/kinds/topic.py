"""The constraint that every prompt has: its topic."""

from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params
from scripts.train.corpus.kinds.content import occurrences
from scripts.train.corpus.sentences import World, new_world
from scripts.train.corpus.words import TOPICS, part


class OnTopic(Kind):
    name, stage, slot = "topic", 0, "topic"
    asks: ClassVar[tuple[str, ...]] = (
        "write about {about}",
        "stay on the subject of {about}",
        "keep to {about}",
        "stick to {about}",
        "let it be about {about}",
        "keep to the subject of {about}",
        "deal with {about}",
        "make {about} your topic",
        "write on the topic of {about}",
        "let it deal with the subject of {about}",
        "talk about {about}",
        "let the text be about {about}",
        "stay on the topic of {about}",
        "take {about} as your subject",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is about {about}",
        "deals with {about}",
        "talks about {about}",
        "stays on the subject of {about}",
        "is on the topic of {about}",
        "keeps to {about}",
        "has {about} as its topic",
        "is a text about {about}",
        "deals with the subject of {about}",
        "keeps to the topic of {about}",
        "has {about} as its subject",
        "sticks to {about}",
        "is concerned with {about}",
        "talks about the subject of {about}",
        "is on the subject of {about}",
    )

    def draw(self, world: World) -> Params:
        return {"about": world.topic.about, "nouns": " ".join(world.topic.nouns)}

    def probe(self, text: str, world: World) -> Params:
        topics = [*part(TOPICS, world.split), world.topic]
        topic = max(topics, key=lambda topic: sum(len(occurrences(noun, text)) for noun in topic.nouns))
        if world.rng.random() < 0.25:
            topic = world.rng.choice([*topics, new_world(world.split, world.rng).topic])
        return {"about": topic.about, "nouns": " ".join(topic.nouns)}

    def check(self, text: str, params: Params) -> bool:
        return sum(len(occurrences(noun, text)) for noun in str(params["nouns"]).split()) >= 2

    def meet(self, draft: Draft, params: Params) -> None:
        for paragraph in draft.paragraphs:
            paragraph[:] = [draft.world.sentence() for _ in paragraph]

    def miss(self, draft: Draft, params: Params) -> None:
        draft.world = draft.world.elsewhere()
        self.meet(draft, params)
        draft.items = [draft.world.item() for _ in draft.items]

    def why(self, text: str, params: Params) -> str:
        return f"It is {'' if self.check(text, params) else 'not '}about {params['about']}."
