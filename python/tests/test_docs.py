"""The transcripts of docs/python.md are what happens."""

from __future__ import annotations

import doctest

import pytest
from conftest import ROOT


def test_transcripts_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False)
    assert tried > 15
    assert failed == 0
