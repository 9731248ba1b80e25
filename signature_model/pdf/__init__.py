"""Reading PDFs at a bounded cost, whatever their bytes."""
