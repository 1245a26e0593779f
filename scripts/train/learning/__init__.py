"""How they learn: token trees, tokenizer, model, optimiser, training, and export to GGUF."""
