"""What an update of a signed PDF may contain: evidence, time-stamps, and nothing that changes what a reader sees."""
