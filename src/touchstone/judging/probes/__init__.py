"""Probes: responses changed without changing their merit, or damaged in one aspect, and when that is a fair test."""

from touchstone.judging.probes.changes import Aim, Change
from touchstone.judging.probes.damages import DAMAGES, is_about
from touchstone.judging.probes.merit import CONFIDENT_WRONG, PADDED
from touchstone.judging.probes.neutral import CONTROL, PROBES
from touchstone.judging.probes.validity import is_fair, is_plain_english

__all__ = [
    "CONFIDENT_WRONG",
    "CONTROL",
    "DAMAGES",
    "PADDED",
    "PROBES",
    "Aim",
    "Change",
    "is_about",
    "is_fair",
    "is_plain_english",
]
