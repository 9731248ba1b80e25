"""XML: hardened parsing, canonical form, schema validation, building, and the value types of XML Schema."""
