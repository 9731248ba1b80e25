"""Run ``signering`` as ``python -m signature_transports``."""

from signature_transports.cli import main

if __name__ == "__main__":
    main()
