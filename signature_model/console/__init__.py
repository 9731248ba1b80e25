"""What all commands share: reading, atomic writing, signals, trust files and errors."""
