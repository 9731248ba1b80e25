"""Test certificates, revocation data and time-stamps. All of them say that they are for tests only."""
