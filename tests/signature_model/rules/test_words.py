"""What is said about each breach, and of which place: written here a second time, by hand."""

from __future__ import annotations

import re
from typing import Final

import pytest

from signature_model.rules.catalogue import CATALOGUE
from tests.signature_model.rules.breaches import BREACHES

# The code, the member, the line and the place in it, as far as there are any; below them the message, in which … is
# what the libraries say, or what depends on them.
WORDS: Final = r"""
PSR001
    it begins like a zip archive, but its end is missing
PSR002 META-INF/a\b
    the name has a backslash
PSR003 META-INF/x
    2 members have this name
PSR004 META-INF/X
    another member has this name but for case, Unicode form, or dots and blanks at its end
PSR005 contract.pdf
    encrypted in the archive
PSR006 contract.pdf
    17,825,792 bytes out of …, more than 100:1
PSR007
    4 bytes from byte 0 on belong to no member
PSR008 contract.pdf
    compression method 12
PSR009 manifest.xml
    there is no `manifest.xml`
PSR010 META-INF/signatures.xml
    there is no `META-INF/signatures.xml`
PSR011 META-INF/signatures2.xml
    another signature file beside `META-INF/signatures.xml`
PSR012 META-INF/manifest.xml
    `META-INF/manifest.xml` must not be there
PSR013 more.pdf
    declared nowhere in the manifest
PSR014 manifest.xml 24 /portal-signature-job-manifest/documents/document/@href
    there is no file 'contract.pdf' in the bundle
PSR015 mimetype
    is not the first
PSR016 contract.pdf
    the CRC-32 is not that of the content
PSR101 manifest.xml 31
    is not well-formed XML: …
PSR102 manifest.xml 1
    holds a document type declaration: leave the DOCTYPE out
PSR103 manifest.xml /portal-signature-job-manifest/title
    `title` must have 1 to 80 characters; found 81
PSR104 manifest.xml 1
    the root is `portal-signature-job-request` (the job request, which is sent beside the bundle), not
    `portal-signature-job-manifest`
PSR105 manifest.xml /portal-signature-job-manifest/document
    the deprecated form with a single document
PSR106 manifest.xml 6 /portal-signature-job-manifest/signers/signer[1]/notifications/notifications-using-lookup
    `notifications-using-lookup` stands inside `notifications`
PSR201 manifest.xml /portal-signature-job-manifest/documents
    10,485,761 bytes, where 10,485,760 are the most
PSR202 1.pdf
    declared application/pdf, but holds no %PDF- header within its first 1,024 bytes
PSR203 1.pdf
    PDF 2.0
PSR204 1.pdf
    encrypted, so that no signatures can be added to it
PSR205 1.pdf
    truncated: its end mark, %%EOF, is missing
PSR206 manifest.xml /portal-signature-job-manifest/documents/document[2]/@href
    'one.pdf' is named by another document before
PSR207 manifest.xml /portal-signature-job-manifest/documents/document/@href
    'META-INF/one.pdf' is a name of the bundle's own
PSR208 manifest.xml /portal-signature-job-manifest/documents/document/@mime
    'image/png' is not application/pdf
PSR209 manifest.xml /portal-signature-job-manifest/documents/document/@mime
    text/plain is no longer documented
PSR210 manifest.xml /portal-signature-job-manifest/documents/document/@href
    'one two.pdf' has ' '
PSR211 1.pdf
    not A4 portrait: page 1
PSR212
    1 of 2 documents are PDF/A; 1.pdf is not
PSR301 manifest.xml /portal-signature-job-manifest/signers/signer[1]/notifications-using-lookup
    a private sender cannot use lookup
PSR302 manifest.xml /portal-signature-job-manifest/signers/signer[1]/notifications-using-lookup
    lookup for a signer who signs on behalf of OTHER
PSR303 manifest.xml /portal-signature-job-manifest/signers/signer/notifications-using-lookup
    lookup for a signer without national id number
PSR304 manifest.xml /portal-signature-job-manifest/signers/signer/signature-type
    a private sender cannot use authenticated signatures
PSR305 manifest.xml /portal-signature-job-manifest/required-authentication
    a private sender cannot use level 3
PSR306 manifest.xml /portal-signature-job-manifest/identifier-in-signed-documents
    a private sender cannot use NAME
PSR307 manifest.xml /portal-signature-job-manifest/identifier-in-signed-documents
    the number is to be shown, but none is known of signers/signer[2]
PSR308 manifest.xml /portal-signature-job-manifest/signers/signer
    a citizen who signs for themselves, notified without lookup
PSR309 manifest.xml /portal-signature-job-manifest/signers/signer[2]
    the same identification as signers/signer[1]
PSR310 manifest.xml /portal-signature-job-manifest/signers/signer/notifications/email/@address
    the e-mail address is blank
PSR311 manifest.xml /portal-signature-job-manifest/signers/signer/notifications/email/@address
    'kari' does not look like an e-mail address
PSR312 manifest.xml /portal-signature-job-manifest/signers/signer/notifications/sms/@number
    '1234567' does not look like a mobile number
PSR313 manifest.xml /portal-signature-job-manifest/signers/signer/personal-identification-number
    123456***** does not begin with a date
PSR314 manifest.xml /portal-signature-job-manifest/signers/signer[1]/personal-identification-number
    018180***** is the number of a synthetic person
PSR315 manifest.xml /portal-signature-job-manifest/sender/organization-number
    123456789 has a wrong check digit
PSR316 manifest.xml /portal-signature-job-manifest/signers/signer/signature-type
    an advanced signature on 2 documents
PSR317 manifest.xml /portal-signature-job-manifest/signers/signer/@order
    order 1, with one signer only
PSR318 manifest.xml /portal-signature-job-manifest
    the sector decides whether these may be used: lookup
PSR401 manifest.xml /portal-signature-job-manifest/availability/available-seconds
    open for 7,776,001 seconds, where 7,776,000 (90 days) is the most
PSR402 manifest.xml /portal-signature-job-manifest/availability/activation-time
    2026-05-31T12:00:00+00:00 is past: the job opens at once
PSR403 manifest.xml /portal-signature-job-manifest/availability/activation-time
    2026-06-01T12:00:00 has no UTC offset
PSR404 manifest.xml /portal-signature-job-manifest/availability/available-seconds
    available for 0 seconds
PSR405 manifest.xml /portal-signature-job-manifest/availability/available-seconds
    open for 24 hours or less: signers get no reminder
PSR501 META-INF/signatures.xml 1
    is not well-formed XML: …
PSR502 META-INF/signatures.xml 1 /XAdESSignatures
    2 signatures, where one must be
PSR503 contract.pdf
    is not what was sealed: its digest is another
PSR504 META-INF/signatures.xml 1 /XAdESSignatures/Signature/SignatureValue
    the signature verifies with no certificate in the seal
PSR505 META-INF/signatures.xml 1 /XAdESSignatures/Signature/SignedInfo/SignatureMethod
    'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', not RSA with SHA-256
PSR506 more.pdf
    no reference of the seal covers this file
PSR507 META-INF/signatures.xml 1 /XAdESSignatures/Signature/SignedInfo/Reference[4]
    'https://example.com/contract.pdf' is no file of the bundle
PSR508 META-INF/signatures.xml 1 /XAdESSignatures/Signature/SignedInfo/Reference[1]/Transforms
    a transform on 'contract.pdf'
PSR509 META-INF/signatures.xml 1 /XAdESSignatures/Signature
    there are no signed properties, where one set must be
PSR510 META-INF/signatures.xml 1 /XAdESSignatures/Signature/Object/QualifyingProperties/SignedProperties
    another certificate is named than the seal verifies with: other serial number
PSR511 META-INF/signatures.xml 1 /XAdESSignatures/Signature/KeyInfo/X509Data
    the certificate of 'CN=Skogen Root CA,2.5.4.97=NTRNO-983163327,O=Tillitstjenester AS,C=NO' is missing
PSR512 META-INF/signatures.xml 1 /XAdESSignatures/Signature/KeyInfo/X509Data
    sealed at 2026-06-01T12:00:00+00:00 with a certificate valid 2026-06-02T12:00:00+00:00 to
    2034-01-01T00:00:00+00:00
PSR513 META-INF/signatures.xml 1 /XAdESSignatures/Signature/KeyInfo/X509Data
    its key usage permits no signatures: this is the encryption certificate of a pair from Buypass or
    Commfides; use the certificate for authentication and signature
PSR514 META-INF/signatures.xml 1 /XAdESSignatures/Signature/KeyInfo/X509Data
    sealed by organisation 991825827 for the sender 984661185
PSR515 META-INF/signatures.xml 1 /XAdESSignatures/Signature/Object/QualifyingProperties/SignedProperties/SignedSignatureProperties/SigningTime
    2026-06-01T12:00:00+00:00 is 1 day, 0:00:00 off the present moment
PSR516 META-INF/signatures.xml 1 /XAdESSignatures/Signature/SignedInfo/Reference[1]
    no DataObjectFormat for 'contract.pdf', where one is expected
PSR517 META-INF/signatures.xml 1 /XAdESSignatures/Signature/KeyInfo/X509Data
    the chain ends at none of the 1 given trust anchors that were valid then
PSR601 /portal-signature-job-request/reference
    holds the national id number 018180*****
PSR602 manifest.xml /portal-signature-job-manifest/nonsensitive-title
    holds the national id number 018180*****
PSR603 manifest.xml /portal-signature-job-manifest
    no `nonsensitive-title`: notifications will be generic
"""  # noqa: E501 - a place is told in one piece


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_breach_is_told_in_these_words_and_of_this_place(code: str) -> None:
    told = re.search(rf"^{code} ?(.*)\n((?:    .*\n)+)", WORDS, re.MULTILINE)
    assert told
    [finding] = BREACHES[code]().findings
    place = (finding.member, finding.line, finding.where)
    assert " ".join(str(each) for each in place if each is not None) == told[1]
    message = " ".join(told[2].split())
    assert re.fullmatch(".+".join(map(re.escape, message.split("…"))), finding.message)
