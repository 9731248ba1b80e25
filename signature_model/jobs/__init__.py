"""What a job says: frozen values in the words of the specification."""
