"""Jobs, manifests and bundles with one error each, and the code of that error."""
