"""Enterprise certificates and their keys: read them, find facts about them, and sign with them."""
