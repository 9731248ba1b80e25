"""The validation of signed documents and evidence packages: the layers, their results, and checks across files."""
