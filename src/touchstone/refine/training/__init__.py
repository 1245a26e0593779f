"""Training an adapter: what is asked (`job`), the process that does it (`process`, with PyTorch), and its start."""
