"""XML: hardened parsing, canonical form, validation by a schema, building, and the values of XML Schema."""
