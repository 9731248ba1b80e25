"""A job as ``manifest.xml``, in both directions."""
