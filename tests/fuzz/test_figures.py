from pathlib import Path

from fuzz.figures import Figures, figures_of, kept, table

LOG = """\
INFO: seed corpus: files: 9
#10\tINITED cov: 100 ft: 110 corp: 9/4Kb exec/s: 0 rss: 80Mb
#300\tNEW    cov: 120 ft: 150 corp: 12/6Kb lim: 4096 exec/s: 30 rss: 90Mb L: 5/9 MS: 1 Custom-
#400\tDONE   cov: 120 ft: 151 corp: 12/6Kb lim: 4096 exec/s: 40 rss: 90Mb
stat::number_of_executed_units: 400
stat::new_units_added:          7
"""


def figures(log: str = LOG, findings: int = 0) -> Figures:
    return figures_of("bundle", 10.04, log, {"seconds": 0.25, "memory": 3 * 1024 * 1024}, findings)


def test_the_figures_of_a_campaign_are_read_from_its_log() -> None:
    assert figures() == Figures(
        target="bundle",
        seconds=10.0,
        executions=400,
        coverage=120,
        features=151,
        corpus=12,
        new=7,
        slowest=0.25,
        largest=3 * 1024 * 1024,
        findings=0,
    )


def test_a_campaign_that_broke_off_has_the_figures_of_its_last_line() -> None:
    cut = figures(LOG[: LOG.index("#400")], findings=1)
    assert (cut.executions, cut.features, cut.new, cut.findings) == (300, 150, 0, 1)


def test_a_log_without_figures_has_none() -> None:
    assert figures_of("bundle", 0, "Traceback", {}, 0).executions == 0


def test_runs_add_up(tmp_path: Path) -> None:
    kept(tmp_path / "runs.jsonl", figures(findings=1))
    both = kept(tmp_path / "runs.jsonl", figures())
    assert (both.executions, both.seconds, both.new, both.findings) == (800, 20.0, 14, 1)
    assert (both.coverage, both.corpus, both.slowest) == (120, 12, 0.25)


def test_the_table_has_a_line_for_each_target() -> None:
    head, row = table([figures()]).splitlines()
    assert head.split() == [
        *("target", "seconds", "executions", "exec/s", "coverage", "features", "corpus", "new", "worst", "peak"),
        "findings",
    ]
    assert row.split() == ["bundle", "10", "400", "40", "120", "151", "12", "7", "0.25", "s", "3", "MiB", "0"]
    assert len(head) == len(row)
