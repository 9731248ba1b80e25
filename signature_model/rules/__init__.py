"""The rules, one small function for each code: ``registry`` says what a rule is, ``catalogue`` has them all."""
