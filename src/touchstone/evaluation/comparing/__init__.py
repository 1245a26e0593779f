"""Systems against each other: what `touchstone compare` reports."""
