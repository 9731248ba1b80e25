"""PDFs with faults of structure, compared with what PDFBox, qpdf, poppler and mupdf find in them.

PSR205 means that no reader finds a page. Without PSR213, all readers find the same pages.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from signature_model.pdf.filters import DAMAGED
from signature_model.pdf.inspection import PdfFacts, inspect_pdf
from tests.witnesses.classes import Compared, Disagreement
from tests.witnesses.pdf_makers import made
from tests.witnesses.pdf_readers import Opened, missing, readers


class Pdfs:
    """Makes PDFs, and compares our facts about each with those of the readers."""

    def __init__(self) -> None:
        self.missing = missing()
        self._readers = readers()
        self._folder = TemporaryDirectory()

    def compare(self, random: Random) -> Compared:
        """Make one document, and name every reader that disagrees with us."""
        kind, content = made(random)
        path = Path(self._folder.name) / "made.pdf"
        path.write_bytes(content)
        opened = {name: reader(path) for name, reader in self._readers.items()}
        facts = inspect_pdf(content)
        words = _disagreements(facts, opened)
        return Compared(
            (kind.rpartition("[")[2].rstrip("]"),),
            _verdict(facts),
            tuple(Disagreement(each, content) for each in words),
        )


def _verdict(facts: PdfFacts) -> str:
    codes = {
        "PSR202": not facts.is_pdf,
        "PSR204": facts.encrypted,
        "PSR205": facts.damage,
        "PSR213": facts.repairs,
        "PSR214": facts.limit,
    }
    return ", ".join(code for code, applies in codes.items() if applies) or "sound"


def _disagreements(facts: PdfFacts, opened: Mapping[str, Opened]) -> Iterator[str]:
    opening = [name for name, each in opened.items() if each.pages or each.encrypted]
    showing = [name for name in opening if opened[name].shows_a_page or opened[name].encrypted]
    if facts.damage and showing:
        yield f"refused, opens in {', '.join(showing)}"
    if facts.limit:
        yield f"not examined: {facts.limit}"
    if not facts.is_pdf and opening:
        yield "not a PDF for us"
    if facts.encrypted and not any(each.encrypted for each in opened.values()):
        yield "encrypted for us only"
    if facts.is_readable and not opening:
        yield f"opens nowhere{', with damaged data' if DAMAGED in facts.repairs else ''}"
    if facts.is_readable and not facts.repairs and facts.version is not None:  # PSR203 reports that it has none
        for name, each in opened.items():
            if each.encrypted or each.pages != facts.page_count:
                yield f"nothing to repair, but {name} finds other pages: {each.words[:100]}"
