"""Garbage is not collected during loading."""

import gc

from signature_model.console.loading import loading


def test_garbage_is_collected_again_after_loading() -> None:
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
