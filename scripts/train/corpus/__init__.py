"""The corpus, made by rules: raw material, kinds of constraint, tasks with responses, and the demo."""
