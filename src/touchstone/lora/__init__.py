"""LoRA adapters: read as PEFT writes them, converted to GGUF, checked against their base model."""
