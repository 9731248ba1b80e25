"""The jobs that the service holds: their lives, their queues and what their signers see."""
