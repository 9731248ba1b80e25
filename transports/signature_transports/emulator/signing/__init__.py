"""What the service signs: XAdES and PAdES by signatories of its own authority."""
