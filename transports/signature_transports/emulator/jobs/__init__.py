"""The jobs in the service: their progress, the queues of their status changes, and their views."""
