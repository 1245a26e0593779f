"""All kinds of checkable constraint, by name."""

from scripts.train.kinds import always, content, counts, details, edges, frame, surface
from scripts.train.kinds.base import Constraint, Kind, Params

TOPIC = content.OnTopic()
ON_PROMPT = always.OnPrompt()
FALLBACKS: tuple[Kind, ...] = (always.NoRepeat(), always.Complete(), always.NoMachine(), always.NoFiller())
"""What a rubric adds when a prompt asks for too little: it holds for every prompt."""

ASKED: tuple[Kind, ...] = (
    counts.Sentences(),
    counts.Words(),
    counts.Paragraphs(),
    counts.Bullets(),
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
)
"""What prompts ask for."""

MORE: tuple[Kind, ...] = (
    counts.Numbered(),
    counts.Placeholders(),
    content.Repeats(),
    content.Order(),
    details.Thanks(),
    details.Apology(),
    details.JsonKeys(),
    frame.Signature(),
    surface.Highlight(),
)
"""Kinds that are ready but not taught: every kind costs training time. To teach one, move it to `ASKED`."""

KINDS: dict[str, Kind] = {kind.name: kind for kind in (TOPIC, ON_PROMPT, *FALLBACKS, *ASKED)}
"""The kinds that are taught."""

__all__ = ["ASKED", "FALLBACKS", "KINDS", "MORE", "ON_PROMPT", "TOPIC", "Constraint", "Kind", "Params"]
