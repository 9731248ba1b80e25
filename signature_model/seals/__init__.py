"""The seal, ``META-INF/signatures.xml``: writing it, reading it, and holding it against the bundle."""
