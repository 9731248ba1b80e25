"""Enterprise certificates: reading them and their keys, facts about them, and signing with them."""

from signature_model.credentials.enterprise import Credentials

__all__ = ["Credentials"]
