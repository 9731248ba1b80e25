"""What every page must look like: scripts for the browser, and axe-core."""

import os
from functools import cache
from pathlib import Path
from typing import Final

from tests.browser.driver import Browser, Screen

AXE: Final = Path("build/axe/node_modules/axe-core/axe.min.js")
"""Deque's checker of accessibility, which `make browser` installs."""

WIDTH: Final = "return document.documentElement.scrollWidth"
FAINT: Final = """
const linear = part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4
const luminance = ([red, green, blue]) =>
  .2126 * linear(red / 255) + .7152 * linear(green / 255) + .0722 * linear(blue / 255)
const parts = colour => colour.match(/[0-9.]+/g).map(Number)
const behind = each => {
  const back = parts(getComputedStyle(each).backgroundColor)
  return back[3] === 0 ? behind(each.parentElement) : back
}
const contrast = each => {
  const [ink, paper] = [parts(getComputedStyle(each).color), behind(each)].map(luminance).sort((a, b) => a - b)
  return (paper + .05) / (ink + .05)
}
const written = each => [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
return [...document.querySelectorAll("body *")].filter(written).filter(each => contrast(each) < 4.5)
  .map(each => `${each.innerText}: ${contrast(each)}`)
"""
"""Finds text with less contrast than WCAG 2.2 requires (1.4.3)."""
SMALL: Final = """
const targets = "a:not(.skip, p a), button, select, summary, input:not([type=hidden], label input)"
return [...document.querySelectorAll(targets)]
  .filter(each => each.checkVisibility())
  .map(each => [each.innerText || each.name, each.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 40 || box.width < 40)
  .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)
"""
"""Finds targets that fingers miss; links in sentences are exempt (2.5.8)."""
_CHECK: Final = """;
return axe.run(document).then(found => found.violations.map(each =>
  `${each.id}: ${each.nodes.map(node => `${node.target} ${node.failureSummary}`).join("; ")}`))
"""


@cache
def _axe() -> str:
    return AXE.read_text()


def violations(window: Browser) -> list[str]:
    """Return what axe-core finds on the page; nothing if it is not installed."""
    return [str(each) for each in window.run(_axe() + _CHECK)] if AXE.exists() else []


def save_shot(window: Browser, name: str, screen: Screen) -> None:
    """Save the whole page as a picture in the folder that the variable ``SHOTS`` names, if it does."""
    if folder := os.environ.get("SHOTS"):
        height = int(window.run("return document.documentElement.scrollHeight"))
        window.shows_on(screen._replace(height=max(height, screen.height)))
        window.save(Path(folder) / f"{name}-{screen.width}-{screen.colours}.png")
        window.shows_on(screen)
