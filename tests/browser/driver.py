"""A headless Chromium, controlled by W3C WebDriver: plain HTTP to ``chromedriver`` from Debian's Chromium.

Source: https://www.w3.org/TR/webdriver2/, and the Chrome DevTools Protocol for commands that WebDriver lacks.
"""

import base64
import http.client
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

LIMIT: Final = 60
"""The limit in seconds for operations that need much less."""
TAB: Final = "\ue004"
ENTER: Final = "\ue007"
REBOUND: Final = "rebound.example"
"""A name that resolves to this machine."""

_ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"
"""The key of an element reference in WebDriver."""
_ARGUMENTS: Final = (
    "--headless=new",
    "--no-sandbox",  # Chromium has no sandbox for root
    "--disable-dev-shm-usage",
    "--disable-gpu",
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1",
)


def why_not() -> str | None:
    """Return the reason why no browser can run here, or None."""
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"{' and '.join(missing)} not installed: apt-get install chromium chromium-driver" if missing else None


class BrowserError(Exception):
    """The browser reported an error; the message is its own."""


class Screen(NamedTuple):
    """The size of a screen in CSS pixels, and the preferred colours and motion."""

    width: int
    height: int
    colours: str = "light"
    motion: str = "no-preference"


PHONE: Final = Screen(390, 844)
TABLET: Final = Screen(820, 1180)
DESK: Final = Screen(1440, 900)
ZOOMED: Final = Screen(DESK.width // 2, DESK.height // 2)
"""The desk at 200 %."""
NARROW: Final = Screen(320, 640)
"""A width without which WCAG allows no scrolling in two directions (1.4.10)."""


class Browser:
    """One window."""

    def __init__(self, port: int, session: str) -> None:
        self._port = port
        self._session = session

    def open(self, url: str) -> None:
        """Open a page and wait until it is loaded."""
        self._do("POST", "/url", {"url": url})

    @property
    def url(self) -> str:
        """Return the URL of the page."""
        return str(self._do("GET", "/url"))

    def text(self, css: str = "body") -> str:
        """Return the visible text of the first element that matches the selector."""
        return str(self._do("GET", f"/element/{self._find(css)}/text"))

    def click(self, css: str) -> None:
        """Click an element that leads to a page, and wait for the page."""
        with self.leaving():
            self._do("POST", f"/element/{self._find(css)}/click", {})

    def push(self, css: str, until: str) -> None:
        """Click an element that changes the page, and wait until an expression is true."""
        self._do("POST", f"/element/{self._find(css)}/click", {})
        self.wait_until(until)

    def press(self, *keys: str) -> None:
        """Press keys one after another, at the current focus."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._do("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def tab_to(self, text: str) -> None:
        """Press the tab key until the focused element starts with this text."""
        for _ in range(50):
            self.press(TAB)
            if str(self.run("return document.activeElement.innerText")).startswith(text):
                return
        msg = f"the tabulator does not lead to {text!r}"
        raise BrowserError(msg)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Wait for the page that the body of the ``with`` statement opens."""
        self.run("window.isLeft = true")
        yield
        self.wait_until("!window.isLeft && document.readyState === 'complete'")

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """Run a script in the page and return its result; the result may be a promise."""
        return self._do("POST", "/execute/sync", {"script": script, "args": []})

    def wait_until(self, expression: str) -> None:
        """Wait until an expression is true in this page or in the next one."""
        gives_up = time.monotonic() + LIMIT
        while not self._is_true(expression):
            if time.monotonic() > gives_up:
                msg = f"never true: {expression}"
                raise BrowserError(msg)
            time.sleep(0.01)  # no event survives a change of page

    def shows_on(self, screen: Screen) -> None:
        """Give the window the size and the preferred colours of a screen."""
        size = {"width": screen.width, "height": screen.height, "deviceScaleFactor": 1, "mobile": screen.width < 600}
        self._command("Emulation.setDeviceMetricsOverride", size)
        wishes = {"prefers-color-scheme": screen.colours, "prefers-reduced-motion": screen.motion}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self._command("Emulation.setEmulatedMedia", {"features": features})

    def hide_scrollbars(self, *, hidden: bool) -> None:
        """Show no scroll bars, for pictures, or show them again."""
        self._command("Emulation.setScrollbarsHidden", {"hidden": hidden})

    def save(self, path: Path) -> None:
        """Save a screenshot of the window."""
        path.write_bytes(self.screenshot())

    def screenshot(self) -> bytes:
        """Return a screenshot of the window, as PNG."""
        return base64.b64decode(self._do("GET", "/screenshot"))

    def seconds(self) -> float:
        """Return the processor time that the page's main thread has used, whatever else the machine does."""
        self._command("Performance.enable", {"timeDomain": "threadTicks"})
        metrics = self._do("POST", "/goog/cdp/execute", {"cmd": "Performance.getMetrics", "params": {}})["metrics"]
        return next(float(each["value"]) for each in metrics if each["name"] == "ThreadTime")

    def complaints(self) -> list[str]:
        """Return the errors and warnings on the console since the last call."""
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
    """Start a browser and stop it at the end."""
    with subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True) as driver:  # noqa: S607 - found on the PATH
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
