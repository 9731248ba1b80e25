"""The future of a job after it is sent: who can sign when, until when, and how the service notifies them."""

from signature_model.preview.notifications import Channel, Notice
from signature_model.preview.previews import Preview, PreviewedGroup, PreviewedSigner, preview

__all__ = ["Channel", "Notice", "Preview", "PreviewedGroup", "PreviewedSigner", "preview"]
