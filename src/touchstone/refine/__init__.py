"""Refining a generator: candidates, rewards, preference pairs, training, and the gate that decides."""

from touchstone.refine.settings import RefineSpec, Training

__all__ = ["RefineSpec", "Training"]
