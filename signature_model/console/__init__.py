"""Parts that all commands share: entry, streams, signals, files to read and write, trust, moments, errors, extras."""
