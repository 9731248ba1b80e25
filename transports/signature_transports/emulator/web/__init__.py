"""The emulator's server: the service for clients, the control path for programs, the pages for people."""
