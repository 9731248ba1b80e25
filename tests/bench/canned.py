"""Run a server that answers every request as if it had created a job.

The argument is a folder for its certificates. The server prints its URL when it is ready, and stops when its standard
input ends.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from signature_model.api.http import Request, Response
from signature_model.api.messages.writing import write_created_job
from signature_model.api.responses import CreatedJob
from signature_transports.emulator.web.certificate_folder import CertificateFolder
from signature_transports.emulator.web.server import Server, server_context


def main() -> None:
    """Serve until standard input ends."""
    folder = CertificateFolder(path=Path(sys.argv[1]))
    folder.fill(datetime.now(UTC))
    with Server(tls=server_context(folder)) as server:
        job = CreatedJob(signature_job_id=1, cancellation_url=f"{server.url}/api/cancel")
        answer = Response(status=200, headers={"content-type": "application/xml"}, body=write_created_job(job))

        def answered(_request: Request, _caller: str | None, _thumbprint: str | None) -> Response:
            return answer

        server.start(answered)
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
