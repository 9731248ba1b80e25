"""The network around ``signature_model``: adapters for HTTP libraries, TLS as the service wants it, and ``signering``.

Nothing is imported here, so that one adapter does not need the library of another.
"""
