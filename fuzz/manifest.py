"""For all bytes, `validate_manifest` raises nothing and stays within a second and 300 MB.

`parse_manifest` raises nothing but UnreadableInput. The resulting job can be validated, and is the same after it was
written and read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fuzz.mutators.manifests import manifest_changed
from fuzz.promises import require
from fuzz.reports import require_valid_report
from fuzz.sender import a_direct_job, a_job, context_for
from signature_model import validate_job
from signature_model.errors import UnreadableInput
from signature_model.manifests.reading import parse_manifest
from signature_model.manifests.writing import write_manifest
from signature_model.validation.validators import validate_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

LONGEST: Final = 64 * 1024


def check(content: bytes) -> None:
    """Validate the bytes, read them, and write the result."""
    context = context_for(content)
    require_valid_report(validate_manifest(content, context))
    try:
        job = parse_manifest(content)
    except UnreadableInput:
        return
    require_valid_report(validate_job(job, context))
    require(parse_manifest(write_manifest(job)) == job, "another job after it was written and read")


def seeds() -> Iterator[bytes]:
    """Yield a manifest of each flow in our form, and one in other forms."""
    sound = write_manifest(a_job())
    yield sound
    yield write_manifest(a_direct_job())
    yield sound.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    yield (
        sound.replace(b"xmlns=", b"xmlns:p=")
        .replace(b"</", b"</p:")
        .replace(b"<", b"<p:")
        .replace(b"<p:/p:", b"</p:")
        .replace(b"<p:?", b"<?")
    )
    yield _DEPRECATED
    yield b"<!DOCTYPE portal-signature-job-manifest [<!ENTITY e 'e'>]>" + sound.partition(b"?>")[2]


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change a manifest."""
    return manifest_changed(content, most, dice)


_DEPRECATED: Final = b"""\
<portal-signature-job-manifest xmlns="http://signering.posten.no/schema/v1">
  <signers>
    <signer order="9"><identified-by-contact-information/><notifications><email address="a@example.com"/>
      <sms number="+4799999999"/></notifications><signature-type>ADVANCED_ELECTRONIC_SIGNATURE</signature-type>
      <on-behalf-of>OTHER</on-behalf-of></signer>
    <signer><personal-identification-number>01818000282</personal-identification-number>
      <notifications-using-lookup><email/><sms/></notifications-using-lookup></signer>
  </signers>
  <sender><organization-number>984661185</organization-number></sender>
  <primary-document href="document.pdf" mime="application/pdf"><title lang="nb">T</title></primary-document>
  <required-authentication>3</required-authentication>
  <availability><available-seconds>864000</available-seconds></availability>
  <identifier-in-signed-documents>NAME</identifier-in-signed-documents>
</portal-signature-job-manifest>
"""
