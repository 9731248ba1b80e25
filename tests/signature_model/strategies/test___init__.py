"""Tests of the public strategies: they are imported only on request, and their documented examples work."""

import doctest
import pkgutil
import subprocess
import sys
from importlib import import_module, reload

import pytest
from hypothesis import Phase, settings

from signature_model import strategies

MODULES = [
    each.name for each in pkgutil.walk_packages(strategies.__path__, f"{strategies.__name__}.") if not each.ispkg
]


def printed_by(program: str) -> str:
    """Return the output of a new interpreter."""
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout


def test_the_library_never_imports_hypothesis() -> None:
    everything = (
        "import sys, signature_model as m; [getattr(m, name) for name in m.__all__]; import signature_model.cli"
    )
    assert printed_by(f"{everything}; print('hypothesis' in sys.modules)") == "False\n"


def test_importing_the_strategies_creates_no_key_and_no_file() -> None:
    program = (
        "import signature_model.strategies as s\n"
        "from signature_model.strategies import authority, pdf_files\n"
        "print([f.cache_info().currsize for f in (authority.key, authority.credentials, pdf_files.pdf_file)])"
    )
    assert printed_by(program) == "[0, 0, 0]\n"


def test_without_hypothesis_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError, match=r"needs Hypothesis: .* -m pip install .hypothesis"):
        reload(strategies)


@pytest.mark.parametrize("module", MODULES)
def test_the_documented_examples_work(module: str) -> None:
    settings.register_profile("before", settings())
    settings.register_profile("brief", settings(), max_examples=10, phases=[Phase.generate])
    settings.load_profile("brief")
    try:
        assert doctest.testmod(import_module(module)).failed == 0
    finally:
        settings.load_profile("before")


def test_every_strategy_for_users_is_documented() -> None:
    public = [getattr(strategies, name) for name in strategies.__all__]
    for each in filter(callable, public):
        assert each.__doc__
