"""Read PDFs of any content at a bounded cost."""
