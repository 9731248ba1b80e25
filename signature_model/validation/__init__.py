"""Validation: a bundle is inspected, then rules are applied to it in layers, and a report collects the findings."""
