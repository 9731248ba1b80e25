"""The messages of the portal flow as XML, in both directions, and the frame that a creation is sent in."""
