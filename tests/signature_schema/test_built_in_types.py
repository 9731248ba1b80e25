"""libxml2 prepares the built-in types once, before threads compile schemas."""

import subprocess
import sys

import pytest

_PROGRAM = """
import sys, threading
import signature_schema
together, failures = threading.Barrier(3), []

def load(name):
    together.wait()
    try:
        getattr(signature_schema, name)()
    except Exception as error:
        failures.append(error)

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=load, args=(each,)) for each in ("load_direct", "load_portal", "load_seal")]
for each in threads:
    each.start()
for each in threads:
    each.join()
sys.exit("signature_schema.built_in_types" not in sys.modules or len(failures))
"""


@pytest.mark.parametrize("_", range(3))
def test_the_first_schemas_may_be_compiled_in_several_threads(_: int) -> None:
    assert subprocess.run((sys.executable, "-c", _PROGRAM), check=False).returncode == 0


def test_validating_prepares_the_types_first() -> None:
    program = "import sys, signature_model.xml.schemas; sys.exit('signature_schema.built_in_types' not in sys.modules)"
    assert subprocess.run((sys.executable, "-c", program), check=False).returncode == 0
