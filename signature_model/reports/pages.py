"""Self-contained HTML pages: the frame and the style that all reports share. They have no script and load nothing."""

from __future__ import annotations

from html import escape
from textwrap import dedent
from typing import Final

from signature_model.reports.printing import printable

PALETTE: Final = """
:root { color-scheme: light dark; --ink: #1d2129; --quiet: #545d6b; --paper: #f6f7f9; --card: #fff; --line: #d4d9e1;
  --edge: #7c8796; --link: #1a4fa3; --good: #13653a; --good-back: #e1f3e8; --bad: #8f1414; --bad-back: #fbe6e6;
  --open: #6d4300; --open-back: #fdf0d5; --note-back: #e3ecfa; --mark: #b3121d }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaee; --quiet: #a9b2c0; --paper: #14171c; --card: #1d2128;
  --line: #363d48; --edge: #7d8898; --link: #8ab4f8; --good: #8fdcae; --good-back: #143523; --bad: #ffb0b0;
  --bad-back: #411a1a; --open: #ffd58a; --open-back: #3a2a0b; --note-back: #1b2d4d; --mark: #ff7a80 } }
"""
"""The colours of all pages, light and dark."""

STYLE: Final = (
    PALETTE
    + """
* { box-sizing: border-box }
body { margin: 0; font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  overflow-wrap: anywhere }
header, main { padding: 1.25rem max(1rem, 50vw - 32rem) }
header { background: var(--card); border-bottom: 3px solid var(--mark) }
main { display: flex; flex-direction: column; gap: .75rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 }
h2 { font-size: 1.2rem; margin: 1.25rem 0 0 }
h3 { font-size: 1rem; margin: 1rem 0 .25rem }
p { margin: .25rem 0 }
a { color: var(--link) }
code, pre { font: .9em/1.5 ui-monospace, monospace }
pre { margin: .4rem 0; padding: .5rem .75rem; background: var(--paper); border-radius: .3rem; white-space: pre-wrap }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.quiet { color: var(--quiet); font-size: .9rem }
.badge { display: inline-block; padding: 0 .6rem; border-radius: 1rem; font-size: .875rem; font-weight: 600;
  max-width: 100%; overflow-wrap: break-word; color: var(--quiet); background: var(--paper) }
.valid, .badge.good { color: var(--good); background: var(--good-back) }
.invalid, .error { color: var(--bad); background: var(--bad-back) }
.undecided, .warning { color: var(--open); background: var(--open-back) }
.note { color: var(--link); background: var(--note-back) }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: .75rem; margin: 0 }
.tiles div { display: flex; flex-direction: column-reverse }
.tiles dt { color: var(--quiet); font-size: .9rem }
.tiles dd { margin: 0; font-size: 1.6rem; font-weight: 700; line-height: 1.2 }
details > summary { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; min-height: 2.5rem;
  cursor: pointer }
details > summary::before { content: "\\25b8"; color: var(--quiet) }
details[open] > summary::before { content: "\\25be" }
details > summary b { flex: 1 1 12rem }
ul.plain { list-style: none; margin: 0; padding: 0 }
ul.plain.card { padding: 0 1rem }
ul.plain > li:first-child { border-top: 0 }
ul.plain > li { padding: .6rem 0; border-top: 1px solid var(--line) }
.findings { list-style: none; margin: .6rem 0 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr);
  gap: .5rem }
.findings li { padding: .5rem .75rem; border-radius: .35rem; border-left: 4px solid }
.findings li, .findings code { color: var(--ink) } .findings .error { border-color: var(--bad) }
.findings .warning { border-color: var(--open) } .findings .note { border-color: var(--link) }
.findings b { display: block } .findings small { display: block; color: var(--quiet); font-size: .875rem }
@page { size: A4; margin: 15mm }
@media print { body, header { background: none } main { display: block } main > * { margin-top: .75rem }
  .card, li, tr { break-inside: avoid } h2, h3, thead { break-after: avoid } .filter { display: none } }
"""
)


def head(title: str, style: str = "") -> str:
    """Return the beginning of a page, to the opening of its body; ``style`` is added to the shared style."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{shown(title)}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>\n"
    )


FOOT: Final = "</body>\n</html>\n"


def shown(text: str) -> str:
    """Return a text for HTML, in ASCII; characters that cannot be displayed are escaped visibly."""
    return escape(printable(text)).encode("ascii", "xmlcharrefreplace").decode()


def prose(text: str) -> str:
    """Return paragraphs, with text between backticks and indented blocks as code."""
    return "".join(map(_paragraph, text.split("\n\n")))


def _paragraph(text: str) -> str:
    if text.startswith("    "):
        return f"<pre><code>{chr(10).join(shown(each) for each in dedent(text).splitlines())}</code></pre>\n"
    return f"<p>{with_code(' '.join(text.split()))}</p>\n"


def with_code(text: str) -> str:
    """Return a text for HTML, with what is between backticks as code."""
    parts = enumerate(text.split("`"))
    return "".join(f"<code>{shown(part)}</code>" if index % 2 else shown(part) for index, part in parts)
