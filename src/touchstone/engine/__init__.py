"""A GGUF model under llama.cpp that answers requests, each distinct token computed once."""

from touchstone.engine.counting import Counter, open_counter
from touchstone.engine.grammar import json_grammar
from touchstone.engine.keys import request_key
from touchstone.engine.session import LlamaEngine, open_engine
from touchstone.engine.settings import EngineSettings

__all__ = [
    "Counter",
    "EngineSettings",
    "LlamaEngine",
    "json_grammar",
    "open_counter",
    "open_engine",
    "request_key",
]
