"""The messages of both flows: XML in both directions, and the multipart body of a creation."""
