"""The ``validate-signed`` command."""
