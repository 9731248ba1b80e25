"""The evidence report: a page about signed documents for a case worker and an expert, made from the JSON report."""
