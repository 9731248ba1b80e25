"""Validation of many inputs by several workers: processes of this machine, or those of an executor."""
