"""Requests to the pages, and a parser of what they return."""

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode

from signature_model.api.http import Request, Response
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.pages import Pages
from tests.signature_transports.emulator.calls import an_emulator, by, clock_of, create, job_of

SIGNER: Final = "/jobs/1/signers/0"
"""The path of the first signer's form."""


def an_emulator_with_a_job() -> Emulator:
    """Return an emulator with a job whose first signer can act."""
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", orders=(1, 2))), "hr")
    return emulator


class Reader(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._pieces: list[str] = []
        self.feed(page.decode())
        self.close()

    @property
    def text(self) -> str:
        """The text of the page, with each run of blanks as one."""
        return " ".join("".join(self._pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._pieces.append(" " if tag in {"dt", "dd"} else "")

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of a name."""
        return [attributes for name, attributes in self.elements if name == tag]


def pages_of(emulator: Emulator) -> Pages:
    return Pages(emulator=emulator, clock=clock_of(emulator))


def ask(pages: Pages, path: str, method: str = "GET", body: bytes = b"") -> Response:
    return pages.answer(Request(method=method, url=path, body=(body,)))


def send(pages: Pages, path: str, **form: object) -> Response:
    """Send a form, by default with the page's token."""
    return ask(pages, path, "POST", urlencode({"token": pages.token} | form).encode())


def shown(pages: Pages, path: str) -> Reader:
    answer = ask(pages, path)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return Reader(answer.body)


def error_text(answer: Response) -> str:
    """Return the text of an error page."""
    assert answer.status >= 400
    return Reader(answer.body).text.rpartition("This did not work ")[2]
