"""Refining a generator: candidates, rewards, preference pairs, training, and the gate that decides."""
