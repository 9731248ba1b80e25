"""The rules, one small function for each code. ``registry`` defines what a rule is; ``catalogue`` lists all rules."""
