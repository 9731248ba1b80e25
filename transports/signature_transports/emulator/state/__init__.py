"""The stored state: a file of commands, which are replayed at the next start."""
