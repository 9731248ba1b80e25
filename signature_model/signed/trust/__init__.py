"""Trust in certificates: paths to the trust anchors, revocation data (OCSP, CRL) and national trusted lists."""
