"""LoRA adapters: read as PEFT writes them, converted to GGUF, checked against their base model."""

from touchstone.lora.base import AdapterFacts, check_base, read_adapter
from touchstone.lora.convert import VERSION, convert_peft
from touchstone.lora.peft_folder import CONFIG, WEIGHTS, is_peft_folder

__all__ = [
    "CONFIG",
    "VERSION",
    "WEIGHTS",
    "AdapterFacts",
    "check_base",
    "convert_peft",
    "is_peft_folder",
    "read_adapter",
]
