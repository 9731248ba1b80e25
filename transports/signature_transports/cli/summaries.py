"""The names of the subcommands with the first sentence of their help, so that listing them imports none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "archive": "Download a signed document from long-term storage.",
    "cancel": "Cancel a job for all signers who have not signed yet.",
    "completion": "Print a script that lets your shell complete the commands.",
    "confirm": "Confirm a status change, so that the service does not deliver it again.",
    "delete-documents": "Delete a job's documents from the service.",
    "doctor": "Check your configuration, and with --connect also the connection.",
    "download": "Download signed documents and signatures.",
    "emulator": "Run an emulator of the signing service on this machine until you stop it.",
    "evidence": "Seal all the evidence of a job in one file, to keep it for years.",
    "ping": "Ask the service who you are and for whom you send.",
    "poll": "Fetch one status change, or all as they arrive.",
    "redirect": "Get a new redirect URL for a signer of a job in the direct flow.",
    "send": "Send a signature job.",
    "show": "Show what is inside a job, a record or a signed document.",
    "status": "Ask for the status of a job in the direct flow.",
}
