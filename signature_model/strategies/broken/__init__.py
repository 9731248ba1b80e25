"""Jobs, manifests and bundles with one fault each, together with the code of the fault."""
