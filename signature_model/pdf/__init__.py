"""What must be known of a PDF before it is sent for signature, at a bounded cost."""

from signature_model.pdf.inspection import PdfFacts, inspect_pdf

__all__ = ["PdfFacts", "inspect_pdf"]
