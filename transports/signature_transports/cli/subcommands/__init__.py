"""The subcommands: the module ``some_name`` has the ``command`` of ``signering some-name``."""
