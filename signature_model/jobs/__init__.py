"""Signature jobs: frozen values with the specification's names. Standard library only."""
