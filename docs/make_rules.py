"""Writes ``docs/rules.md`` from the rules. Run it when a rule has changed: ``python docs/make_rules.py``."""

from __future__ import annotations

from pathlib import Path

from signature_model.reports.rules import page
from signature_model.rules.catalogue import CATALOGUE

if __name__ == "__main__":
    Path(__file__).with_name("rules.md").write_text(page(CATALOGUE.values()), encoding="utf-8")
