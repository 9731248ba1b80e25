"""The schemas are found in a package that is imported from a ZIP archive."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import signature_schema

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import signature_schema as s
assert s.__file__.startswith(sys.argv[1]), s.__file__
s.load_portal(), s.load_seal()
print(s.PORTAL.parent)
"""


def test_schemas_in_an_archive_are_copied_until_the_process_ends(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "zipped.zip", "w") as archive:
        for each in Path(signature_schema.__file__).parent.iterdir():
            if each.is_file():
                archive.write(each, f"signature_schema/{each.name}")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "zipped.zip")]

    copied = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert not Path(copied).exists()


def test_other_files_of_the_archive_are_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature_schema, "__file__", str(tmp_path / "no" / "__init__.py"))

    copied = signature_schema._folder()  # noqa: SLF001 - the module is loaded
    assert {each.suffix for each in copied.iterdir()} == {".xsd"}
    assert signature_schema.PORTAL.read_bytes() == (copied / "portal.xsd").read_bytes()
