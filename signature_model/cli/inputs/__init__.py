"""The inputs of a run: paths, patterns, folders and lists of files, expanded."""
