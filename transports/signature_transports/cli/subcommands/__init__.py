"""The subcommands: a module ``some_name`` here is ``signering some-name``, and its ``command`` is what is run."""
