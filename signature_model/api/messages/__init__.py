"""The messages of the portal flow: XML in both directions, and the multipart body of a creation."""
