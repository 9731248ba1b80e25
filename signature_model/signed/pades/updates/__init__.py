"""The permitted updates of a signed PDF. They add evidence and time-stamps, and do not change what a reader sees."""
