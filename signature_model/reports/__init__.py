"""How results are shown: each module makes text of them, piece by piece."""
