"""The jobs that the service holds: their progress, their status changes in queues, and how they are shown."""
