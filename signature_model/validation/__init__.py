"""Validation: inspecting a bundle, applying the rules in layers, and collecting the findings in a report."""
