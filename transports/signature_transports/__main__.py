"""``python -m signature_transports`` is ``signering``."""

from signature_transports.cli import main

if __name__ == "__main__":
    main()
