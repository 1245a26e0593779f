-- By which version of the prompts a run asked; null for runs from before it was kept.
ALTER TABLE runs ADD COLUMN prompt_version TEXT;
