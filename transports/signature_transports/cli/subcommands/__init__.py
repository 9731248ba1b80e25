"""The subcommands: ``signering some-name`` runs the ``command`` of the module ``some_name`` in this package."""
