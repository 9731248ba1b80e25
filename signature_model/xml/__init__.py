"""XML: hardened parsing, canonical form, judging by a schema, and how XML Schema writes values."""
