"""LoRA adapters: read as PEFT writes them, converted to GGUF, checked against their base model."""

from touchstone.lora.base import AdapterFacts, check_base, read_adapter
from touchstone.lora.convert import VERSION, convert_peft
from touchstone.lora.peft_folder import read_peft

__all__ = [
    "VERSION",
    "AdapterFacts",
    "check_base",
    "convert_peft",
    "read_adapter",
    "read_peft",
]
