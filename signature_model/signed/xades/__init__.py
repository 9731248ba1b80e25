"""Signatures in XML: XAdES and SEID-SDO, the content that they cover, and the evidence inside them."""
