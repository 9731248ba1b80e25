"""The limits on the content of signed documents.

Valid documents are far below these limits. A document at the limits can still be validated quickly.
"""

from __future__ import annotations

from typing import Final

from signature_model.xml.trees import Limits

MOST_BYTES: Final = 64 << 20
"""The maximum size of a file in bytes. Ten documents of the largest size in base64 are smaller, with their evidence."""
MOST_TAGS: Final = 50_000
"""Start and end tags of XML: a signature with all evidence has fewer than 500."""
MOST_ATTRIBUTES: Final = 2_000
"""Attributes of an element; canonical forms compare each with the others."""
XML_LIMITS: Final = Limits(size=MOST_BYTES, depth=64, namespaces=2_000)
MOST_SIGNATURES: Final = 50
MOST_TOGETHER: Final = 200
"""Signatures in all files that are read together: a PDF has one XAdES for each signer, perhaps with native ones."""
MOST_NATIVES: Final = 50
"""Elements in a packager's XAdES that may be native signatures. Usually there is one for each signer and document."""
MOST_REFERENCES: Final = 100
"""References of one signature: a job has at most 20 documents."""
MOST_TRANSFORMS: Final = 5
"""Transforms of one reference: each may copy everything that is signed."""
MOST_OCTETS: Final = 256 << 20
"""Octets that the references of one file have together, after their transforms."""
MOST_STAMPED: Final = 1 << 30
"""Octets that the time-stamps of one file cover together. Documents count once for each signature."""
OCTETS_OF_ELEMENT: Final = 1_000
"""The additional cost of an element inside a reference, for the search for documents and evidence."""
LONGEST_IDENTIFIER: Final = 64
"""Octets of an object identifier in ASN.1: reading one takes quadratic time."""
MOST_STEPS: Final = 1_000_000
"""Steps of pyHanko in all PDFs together. A form with 2,000 fields needs 600,000, other documents 20,000."""
MOST_STAMPS: Final = 20
"""Time-stamps of one signature: long-term storage adds one in three years."""
MOST_UNSIGNED: Final = 200
"""Unsigned properties of a signature: each renewal adds a few. Time-stamps cover all that are before them."""
MOST_CERTIFICATES: Final = 200
MOST_NAMED_CERTIFICATES: Final = 20
"""Certificates that the signed properties name: the signer's and its issuers."""
MOST_NAMESAKES: Final = 10
"""Certificates of one subject: an authority has few at a time, each with another key or issuer."""
MOST_REVOCATIONS: Final = 200
MOST_REVISIONS: Final = 100
MOST_ATTACHMENTS: Final = 50
MOST_RESPONDERS: Final = 10
"""Certificates in an OCSP response; one is usual."""
MOST_CHECKS: Final = 100
"""Signatures of OCSP responses, of responders and of CRLs that are verified for one signature."""
