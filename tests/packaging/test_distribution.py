"""Tests of the sdist and the wheel: their contents, and that the installed wheel works.

The tests build the sdist, and the wheel from the sdist, with the installed build backend. They need no network.
"""

import json
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

import pytest

from signature_model import __version__
from tests.packaging.first_job import play

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "signature_model": "signature_model",
    "signature_schema": "schema/signature_schema",
    "signature_transports": "transports/signature_transports",
}
SHIPPED = {".css", ".html", ".js", ".json", ".py", ".svg", ".typed", ".xsd"}
NAMED_BY_METADATA = {".gitignore", "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}

LOOK_AROUND = """
import importlib.resources, json, sys
import signature_model, signature_schema, signature_transports
packages = (signature_model, signature_schema, signature_transports)
files = importlib.resources.files
print(json.dumps({
    "at": [package.__file__ for package in packages],
    "typed": [files(package).joinpath("py.typed").is_file() for package in packages],
    "schemas": {f.name: len(f.read_bytes()) for f in files(signature_schema).iterdir() if f.name.endswith(".xsd")},
}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    sdist: Path
    wheel: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    folder: Path

    def run(self, *command: str) -> str:
        """Run a command in this environment and return its output; a failure shows its error output."""
        program, *arguments = command
        answer = subprocess.run(
            [self.folder / "bin" / program, *arguments],
            capture_output=True,
            text=True,
            env={},
            cwd=self.folder,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


def run_python(*arguments: str | Path) -> None:
    answer = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    folder = tmp_path_factory.mktemp("dist")
    run_python("build", "--no-isolation", "--outdir", folder, ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return Distribution(sdist=sdist, wheel=wheel)


@pytest.fixture(scope="module")
def installation(distribution: Distribution, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A new environment with our wheel; it shares the dependencies of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    run_python("pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", distribution.wheel)
    # Python does not read .pth files in a folder that a .pth file adds, so this tree's editable install is not used.
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return Installation(folder=folder)


def source_files() -> dict[str, str]:
    """Return each file of the distribution: its path in the tree and its path in the wheel."""
    return {
        f"{place}/{inside}": f"{package}/{inside}"
        for package, place in PACKAGES.items()
        for path in (ROOT / place).rglob("*")
        if path.suffix in SHIPPED and (inside := path.relative_to(ROOT / place).as_posix())
    }


def test_the_sdist_has_the_expected_files(distribution: Distribution) -> None:
    with tarfile.open(distribution.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert names == NAMED_BY_METADATA | source_files().keys()


def test_the_wheel_has_the_expected_files(distribution: Distribution) -> None:
    info = f"posten_signering-{__version__}.dist-info"
    metadata = {f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")}

    with zipfile.ZipFile(distribution.wheel) as archive:
        assert set(archive.namelist()) == metadata | set(source_files().values())


def test_the_metadata_name_the_dependencies(distribution: Distribution) -> None:
    with zipfile.ZipFile(distribution.wheel) as archive:
        text = archive.read(f"posten_signering-{__version__}.dist-info/METADATA").decode()
    metadata = Parser().parsestr(text)

    assert metadata["Version"] == __version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert needed == [
        *("asn1crypto>=1.5.1", "click>=8.1.7", "cryptography>=50", "email-validator>=2.3", "lxml>=5.4"),
        *("phonenumberslite>=9", "pikepdf>=10.18", "xmlschema>=4.0.1"),
    ]


def test_the_installed_packages_have_types_and_schemas(installation: Installation) -> None:
    seen = json.loads(installation.run("python", "-I", "-c", LOOK_AROUND))

    assert all(Path(place).is_relative_to(installation.folder) for place in seen["at"])
    assert seen["typed"] == [True, True, True]
    schemas = (ROOT / PACKAGES["signature_schema"]).glob("*.xsd")
    assert seen["schemas"] == {path.name: path.stat().st_size for path in schemas}
    assert "portal.xsd" in seen["schemas"]


@pytest.mark.parametrize("command", ["signering", "validate-bundle", "validate-signed"])
def test_the_installed_commands_print_their_version(installation: Installation, command: str) -> None:
    assert __version__ in installation.run(command, "--version")


def test_the_installed_commands_do_the_first_job(installation: Installation, tmp_path: Path) -> None:
    play(installation.folder / "bin", tmp_path, {})


def test_the_wheel_works_without_being_unpacked(distribution: Distribution) -> None:
    program = "import signature_model as m; print(m.__file__, m.validate_manifest(b'<a/>').findings[0].code)"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(distribution.wheel)!r}); {program}"]

    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.startswith(str(distribution.wheel))
    assert "PSR1" in printed
