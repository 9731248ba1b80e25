"""A document that was not sent, for the fault ``other-document``: a page without content."""

from __future__ import annotations

from typing import Final

OTHER_DOCUMENT: Final = b"""%PDF-1.7
1 0 obj
<</Type /Catalog /Pages 2 0 R>>
endobj
2 0 obj
<</Type /Pages /Kids [3 0 R] /Count 1>>
endobj
3 0 obj
<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <<>>>>
endobj
xref
0 4
0000000000 65535 f
0000000009 00000 n
0000000056 00000 n
0000000111 00000 n
trailer
<</Root 1 0 R /Size 4>>
startxref
197
%%EOF
"""
