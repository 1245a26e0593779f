"""A conversation, messages of {role, content}, as a prompt: its system message and what was said."""

from dataclasses import dataclass
from typing import Any

from touchstone.files.fields import Fields

_SYSTEM = ("system", "developer")


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the messages say. `response`: the closing message, where the assistant wrote it."""

    prompt: str
    system_prompt: str | None
    response: str | None


def read_messages(fields: Fields, name: str, messages: list[Any]) -> Conversation:
    """The conversation in the field `name`. A single user message is the prompt as it stands; of several
    turns each begins with who speaks. Raises InputError for what is not {role, content}.
    """
    turns = [_turn(fields, name, message) for message in messages]
    system = [text for role, text in turns if role in _SYSTEM]
    spoken = [(role, text) for role, text in turns if role not in _SYSTEM]
    response = spoken.pop()[1] if spoken and spoken[-1][0] == "assistant" else None
    if len(spoken) == 1:
        prompt = spoken[0][1]
    else:
        prompt = "\n\n".join(f"{role.capitalize()}: {text}" for role, text in spoken)
    return Conversation(prompt, "\n\n".join(system) or None, response)


def _turn(fields: Fields, name: str, message: Any) -> tuple[str, str]:
    role = message.get("role") if isinstance(message, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, list):
        parts = [part.get("text") if isinstance(part, dict) else None for part in content]
        content = None if None in parts else "\n".join(map(str, parts))
    if not isinstance(role, str) or not isinstance(content, str):
        raise fields.refuse(
            f"{name} must be a list of messages with role and content, both text",
            f'write {name} as [{{"role": "user", "content": "..."}}]',
        )
    return role.lower(), content
