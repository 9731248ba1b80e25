"""Validation of many inputs by several workers: processes of this machine, or the workers of an executor."""
