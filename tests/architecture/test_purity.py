"""Tests that importing the core in a new interpreter loads no module that can open a connection."""

import json
import subprocess
import sys

FORBIDDEN = ("asyncio", "http.client", "httpx", "httpx2", "requests", "socket", "ssl", "urllib.request", "xmlschema")

TRIAL = """
import importlib, json, sys
from pathlib import Path

forbidden = json.loads(sys.argv[1])
outermost = ("signature_model.cli.parallel.processes", "signature_model.strategies")  # processes, and Hypothesis
sys.path.extend(sys.argv[2:])

# cryptography.x509 parses addresses with email.utils, which up to Python 3.12 imports socket for the host name
# in a Message-ID. That one import is forgiven; whoever else imports socket brings it back.
import email.utils
sys.modules.pop("socket", None)

import signature_model
culprits = {name: "signature_model" for name in forbidden if name in sys.modules}
imported = 1
root = Path(signature_model.__file__).parent
for path in sorted(root.rglob("*.py")):
    module = ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__")
    if module.startswith(outermost):
        continue
    importlib.import_module(module)
    imported += 1
    for name in forbidden:
        if name in sys.modules:
            culprits.setdefault(name, module)
print(json.dumps([imported, culprits]))
"""


def load_the_core(trial: str = TRIAL) -> tuple[int, dict[str, str]]:
    """Return the number of imported modules, and for each forbidden module the module that imported it."""
    command = [sys.executable, "-I", "-c", trial, json.dumps(FORBIDDEN), *sys.path]
    answer = subprocess.run(command, capture_output=True, text=True, env={}, check=False)
    assert answer.returncode == 0, answer.stderr
    imported, culprits = json.loads(answer.stdout)
    return imported, culprits


def test_the_core_loads_no_module_that_can_open_a_connection() -> None:
    imported, culprits = load_the_core()

    assert culprits == {}
    assert imported > 5


def test_a_module_that_loads_a_forbidden_one_is_found() -> None:
    names = ["socket", "ssl", "urllib.request", "xmlschema"]
    trial = TRIAL.replace("import signature_model\n", f"import signature_model, {', '.join(names)}\n")
    trial = trial.replace('rglob("*.py")', 'glob("__init__.py")')

    culprits = load_the_core(trial)[1]
    assert [culprits[name] for name in names] == ["signature_model"] * 4
