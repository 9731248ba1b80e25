"""Validation in several processes or on an external executor."""
