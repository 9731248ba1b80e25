"""The seal, ``META-INF/signatures.xml``: write it, read it, and verify it over the files of the bundle."""
