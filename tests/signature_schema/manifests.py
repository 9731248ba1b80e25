"""Manifests as text, built from parts; the smallest possible ones by default."""

BY_NUMBER = "<personal-identification-number>12345678910</personal-identification-number>"
BY_CONTACT = "<identified-by-contact-information/>"
EMAIL = '<email address="kari@example.com"/>'
SMS = '<sms number="99999999"/>'
BOTH = f"<notifications>{EMAIL}{SMS}</notifications>"
LOOKUP = "<notifications-using-lookup><email/></notifications-using-lookup>"
ADVANCED = "<signature-type>ADVANCED_ELECTRONIC_SIGNATURE</signature-type>"
FOR_SELF = "<on-behalf-of>SELF</on-behalf-of>"
SENDER = "<sender><organization-number>123456789</organization-number></sender>"
TITLE = "<title>Contract</title>"
NONSENSITIVE = "<nonsensitive-title>A paper</nonsensitive-title>"
DESCRIPTION = "<description>Please sign</description>"
DOCUMENT = f'<document href="a.pdf" mime="application/pdf">{TITLE}</document>'
DOCUMENTS = f"<documents>{DOCUMENT}</documents>"
LEVEL = "<required-authentication>4</required-authentication>"
OPENS = "<activation-time>2031-02-10T12:00:00+01:00</activation-time>"
SECONDS = "<available-seconds>864000</available-seconds>"
AVAILABILITY = f"<availability>{OPENS}{SECONDS}</availability>"
IDENTIFIER = "<identifier-in-signed-documents>NAME</identifier-in-signed-documents>"

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def manifest(*parts: str) -> str:
    """Return a manifest with these children, or the smallest one."""
    children = "".join(parts or (signers(), SENDER, TITLE, DOCUMENTS))
    return (
        f'<portal-signature-job-manifest xmlns="http://signering.posten.no/schema/v1" {XSI}>'
        f"{children}</portal-signature-job-manifest>"
    )


def signers(*each: str) -> str:
    """Return a list of signers, or one with a single signer."""
    return f"<signers>{''.join(each or (signer(),))}</signers>"


def signer(*parts: str, order: str | None = None) -> str:
    """Return a signer with these children, or the smallest one."""
    attribute = "" if order is None else f' order="{order}"'
    return f"<signer{attribute}>{''.join(parts or (BY_NUMBER, BOTH))}</signer>"


def with_signer(*parts: str, order: str | None = None) -> str:
    """Return a manifest with one signer that has these children."""
    return manifest(signers(signer(*parts, order=order)), SENDER, TITLE, DOCUMENTS)


def with_job(*parts: str) -> str:
    """Return a manifest with this content after the sender."""
    return manifest(signers(), SENDER, *parts)


def with_document(href: str = "a.pdf", mime: str = "application/pdf", inside: str = TITLE) -> tuple[str, str]:
    """Return a manifest in the present form and one in the deprecated form, both with this document."""
    document = f'<document href="{href}" mime="{mime}">{inside}</document>'
    return with_job(TITLE, f"<documents>{document}</documents>"), with_job(document)
