"""Rubrics for people: generated for a run, looked up, edited, generated again."""
