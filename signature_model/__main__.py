"""``python -m signature_model`` is ``validate-bundle``."""

from signature_model.cli import main

if __name__ == "__main__":
    main()
