"""The state that survives a restart: a file of commands, and their replay."""
