"""Deterministic checks, run on a response by code: exactly, in bounded time, without a model."""

from touchstone.judging.checks.checker import Checker, Found
from touchstone.judging.checks.counting import count

__all__ = ["Checker", "Found", "count"]
