"""Test certificates, revocation data and time-stamps, all of which say that they are for tests only."""
