"""What must be known of a PDF before it is sent for signature, at a bounded cost."""
