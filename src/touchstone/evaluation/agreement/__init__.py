"""The judge against the labels in the data: what `touchstone evaluate` reports."""
