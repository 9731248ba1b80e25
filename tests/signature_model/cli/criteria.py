"""Criteria that make a worker fail or die."""

import os
import signal
from pathlib import Path

from signature_model import Report
from signature_model.reports.results import Criteria, Result
from tests.kits.jobs import KARI


class Failing(Criteria):
    """Fails for the selected inputs."""

    def result(self, source: str, report: Report, *, is_folder: bool = False) -> Result:
        if source in self.select:
            message = f"never seen {KARI} before"
            raise RuntimeError(message)
        return Criteria().result(source, report, is_folder=is_folder)


class Deadly(Criteria):
    """Kills its process for the selected inputs, as the system does when memory runs out."""

    def result(self, source: str, report: Report, *, is_folder: bool = False) -> Result:
        if source in self.select:
            os.kill(os.getpid(), signal.SIGKILL)
        return Criteria().result(source, report, is_folder=is_folder)


class DeadlyOnce(Criteria):
    """Kills its process for the selected input once, and leaves the ignored file as a trace."""

    def result(self, source: str, report: Report, *, is_folder: bool = False) -> Result:
        if source in self.select and not Path(self.ignore[0]).exists():
            Path(self.ignore[0]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return Criteria().result(source, report, is_folder=is_folder)
