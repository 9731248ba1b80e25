"""The forms of the service: a sealed XAdES for each signer, and a PDF that the service seals."""
