"""A GGUF model under llama.cpp that answers requests, each distinct token computed once."""

from touchstone.engine.counting import Counter, open_counter
from touchstone.engine.facts import FileFacts, file_facts
from touchstone.engine.grammar import json_grammar, stop_grammar
from touchstone.engine.keys import request_key
from touchstone.engine.memory import Plan, Room
from touchstone.engine.session import LlamaEngine, open_engine
from touchstone.engine.settings import Adapter, EngineSettings

__all__ = [
    "Adapter",
    "Counter",
    "EngineSettings",
    "FileFacts",
    "LlamaEngine",
    "Plan",
    "Room",
    "file_facts",
    "json_grammar",
    "open_counter",
    "open_engine",
    "request_key",
    "stop_grammar",
]
