"""A job as ``manifest.xml``, in both directions."""

from signature_model.manifests.writing import parse_manifest, write_manifest

__all__ = ["parse_manifest", "write_manifest"]
