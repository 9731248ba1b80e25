"""The plain forms: a signature of each signer, in the form of a seal, and a PDF that grows by each signature."""
