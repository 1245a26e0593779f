"""Builds the bundled models from nothing (`python -m scripts.train`): corpus, tokenizer, training, export."""
