"""The bias that a rubric brings: what its verdicts go with, what they repeat, and what they are worth."""
