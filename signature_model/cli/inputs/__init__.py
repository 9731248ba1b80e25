"""The inputs of a run, from paths, patterns, folders and lists of files."""
