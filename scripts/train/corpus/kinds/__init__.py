"""All kinds of checkable constraint, by name."""

from scripts.train.corpus.kinds import (
    always,
    content,
    counts,
    details,
    edges,
    frame,
    lists,
    order,
    surface,
    topic,
)
from scripts.train.corpus.kinds.base import Constraint, Kind, Params

TOPIC = topic.OnTopic()
ON_PROMPT = always.OnPrompt()
FALLBACKS: tuple[Kind, ...] = (always.NoRepeat(), always.Complete(), always.NoMachine(), always.NoFiller())
"""What a rubric adds when a prompt asks for too little: it holds for every prompt."""

ASKED: tuple[Kind, ...] = (
    counts.Sentences(),
    counts.Words(),
    counts.Paragraphs(),
    lists.Bullets(),
    content.Contains(),
    content.Avoids(),
    edges.StartsWith(),
    edges.EndsWith(),
    edges.EndsQuestion(),
    surface.Case(),
    surface.NoCommas(),
    surface.Exclamation(),
    surface.NoExclamation(),
    surface.NoDigits(),
    surface.HasDigits(),
    surface.Quoted(),
    frame.Title(),
    frame.Greeting(),
    frame.Postscript(),
    details.Detail(),
    lists.Numbered(),
    lists.Placeholders(),
    order.Repeats(),
    order.Order(),
    details.Thanks(),
    details.Apology(),
    details.JsonKeys(),
    frame.Signature(),
    surface.Highlight(),
)
"""What prompts ask for."""

KINDS: dict[str, Kind] = {kind.name: kind for kind in (TOPIC, ON_PROMPT, *FALLBACKS, *ASKED)}
"""The kinds that are taught."""

__all__ = ["ASKED", "FALLBACKS", "KINDS", "ON_PROMPT", "TOPIC", "Constraint", "Kind", "Params"]
