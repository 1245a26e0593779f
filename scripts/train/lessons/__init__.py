"""What the models learn: rows of questions with answers, in the prompts of the product."""
