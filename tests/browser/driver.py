"""A headless Chromium, driven by W3C WebDriver: plain HTTP to ``chromedriver``, which comes with Debian's Chromium.

Source: https://www.w3.org/TR/webdriver2/, and the Chrome DevTools Protocol for what it does not have.
"""

from __future__ import annotations

import base64
import http.client
import json
import shutil
import subprocess
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT: Final = 60
"""Seconds for what takes far less."""
TAB: Final = "\ue004"
ENTER: Final = "\ue007"
REBOUND: Final = "rebound.example"
"""A name that somebody has pointed at this machine."""

_ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"
"""What stands for an element, as the standard has it."""
_ARGUMENTS: Final = (
    "--headless=new",
    "--no-sandbox",  # it has none for root
    "--disable-dev-shm-usage",
    "--disable-gpu",
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1",
)


def why_not() -> str | None:
    """Why no browser can be driven here; None where one can."""
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"{' and '.join(missing)} not installed: apt-get install chromium chromium-driver" if missing else None


class BrowserError(Exception):
    """The browser could not do it; the message is its own."""


class Screen(NamedTuple):
    """The size of a screen, in CSS pixels, and which colours its owner prefers."""

    width: int
    height: int
    colours: str = "light"


PHONE: Final = Screen(390, 844)
DESK: Final = Screen(1280, 900)


class Browser:
    """One window."""

    def __init__(self, port: int, session: str) -> None:
        self._port = port
        self._session = session

    def open(self, url: str) -> None:
        """Go to a page and wait until it is there."""
        self._do("POST", "/url", {"url": url})

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self._do("GET", "/url"))

    def text(self, css: str = "body") -> str:
        """What people read in the first element that the selector finds."""
        return str(self._do("GET", f"/element/{self._find(css)}/text"))

    def click(self, css: str) -> None:
        """Press something that leads to a page, and wait for that."""
        with self.leaving():
            self._do("POST", f"/element/{self._find(css)}/click", {})

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._do("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def tab_to(self, text: str) -> None:
        """Press the tabulator until something that begins so has the focus."""
        for _ in range(50):
            self.press(TAB)
            if str(self.run("return document.activeElement.innerText")).startswith(text):
                return
        msg = f"the tabulator does not lead to {text!r}"
        raise BrowserError(msg)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Wait for the page that what is done meanwhile leads to."""
        self.run("window.isLeft = true")
        yield
        self.wait_until("!window.isLeft && document.readyState === 'complete'")

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """What a script in the page returns; it may be a promise."""
        return self._do("POST", "/execute/sync", {"script": script, "args": []})

    def wait_until(self, expression: str) -> None:
        """Wait until an expression is true in the page, or in the one that comes after it."""
        gives_up = time.monotonic() + LIMIT
        while not self._is_true(expression):
            if time.monotonic() > gives_up:
                msg = f"never true: {expression}"
                raise BrowserError(msg)
            time.sleep(0.01)  # there is no event that outlives a page

    def shows_on(self, screen: Screen) -> None:
        """Make the window as large as a screen, with the colours that its owner prefers."""
        size = {"width": screen.width, "height": screen.height, "deviceScaleFactor": 1, "mobile": screen.width < 600}
        self._command("Emulation.setDeviceMetricsOverride", size)
        colours = {"features": [{"name": "prefers-color-scheme", "value": screen.colours}]}
        self._command("Emulation.setEmulatedMedia", colours)

    def save(self, path: Path) -> None:
        """Take a picture of the window."""
        path.write_bytes(base64.b64decode(self._do("GET", "/screenshot")))

    def complaints(self) -> list[str]:
        """What the browser has complained about on its console since it was last asked."""
        return [each["message"] for each in self._do("POST", "/se/log", {"type": "browser"})]

    def _is_true(self, expression: str) -> bool:
        try:
            return bool(self.run(f"return {expression}"))
        except BrowserError:  # there is no page for a moment
            return False

    def _command(self, name: str, parameters: object) -> None:
        self._do("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def _find(self, css: str) -> str:
        found = self._do("POST", "/element", {"using": "css selector", "value": css})
        return str(found[_ELEMENT])

    def _do(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any value of JSON
        return _call(self._port, method, f"/session/{self._session}{path}", body)


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for as long as it is needed."""
    with subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True) as driver:  # noqa: S607 - wherever it is
        try:
            port = _port_of(driver)
            made = _call(port, "POST", "/session", {"capabilities": {"alwaysMatch": _WANTED}})
            try:
                yield Browser(port, made["sessionId"])
            finally:
                _call(port, "DELETE", f"/session/{made['sessionId']}")
        finally:
            driver.terminate()


_WANTED: Final = {
    "browserName": "chrome",
    "goog:chromeOptions": {"args": [*_ARGUMENTS]},
    "goog:loggingPrefs": {"browser": "ALL"},
    "timeouts": {"script": LIMIT * 1000},
}


def _port_of(driver: subprocess.Popen[str]) -> int:
    assert driver.stdout is not None
    started = next(line for line in driver.stdout if "started successfully on port" in line)
    return int(started.rpartition(" ")[2].rstrip(".\n"))


def _call(port: int, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any value of JSON
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)) as connection:
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = json.load(connection.getresponse())["value"]
    if isinstance(answer, dict) and "error" in answer:
        msg = f"{answer['error']}: {answer['message']}"
        raise BrowserError(msg)
    return answer
