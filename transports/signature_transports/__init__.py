"""Transports for ``signature_model``: adapters for HTTP libraries, TLS, an emulator, and the ``signering`` command.

This module imports nothing, so that an adapter does not need the library of another one.
"""
