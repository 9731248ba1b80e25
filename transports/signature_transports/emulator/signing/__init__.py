"""The signed documents: XAdES and PAdES, with keys and certificates that only the emulator knows."""
