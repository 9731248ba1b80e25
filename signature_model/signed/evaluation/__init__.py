"""The evaluation of signatures: what each one proves, who signed, and how that compares with what was sent."""
