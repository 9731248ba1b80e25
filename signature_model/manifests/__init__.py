"""Manifests and job requests: reading, writing and inspecting them."""
