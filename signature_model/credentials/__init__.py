"""Enterprise certificates: reading them and their keys, facts about them, and signing with them."""
