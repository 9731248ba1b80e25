"""Results of validation, and the formats in which a report is written, piece by piece."""
