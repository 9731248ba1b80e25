"""What all commands share: entry, streams, signals, reading, atomic writing, trust files, moments and errors."""
