"use strict";

// Keeps the page up to date: loads it again every two seconds, and replaces the parts that have changed. A part is an
// element with the attribute data-live, which names it. What the user is doing is not disturbed: the focus and open
// details stay, and a part is left alone while it is pressed or while text in it is selected.

const PAUSE = 2000; // milliseconds, and longer after a slow answer
const ITEMS = "li, article";
const news = document.getElementById("news");
const parts = root => new Map([...root.querySelectorAll("[data-live]")].map(part => [part.dataset.live, part]));
const shown = new Map([...parts(document)].map(([name, part]) => [name, part.innerHTML]));

function say(text) {
  if (news.textContent !== text) {
    news.textContent = text;
  }
}

function isBusy(part) {
  const selection = getSelection();
  return part.matches(":active") || (!selection.isCollapsed && selection.containsNode(part, true));
}

function keyOf(element) {
  return [element.tagName, element.id, element.name, element.value, element.getAttribute("href"),
    element.closest("form")?.getAttribute("action"), element.textContent.trim()].join("|");
}

function mark(part, before) {
  const isNew = each => !each.querySelector(ITEMS) && !before.has(each.textContent);
  [...part.querySelectorAll(ITEMS)].filter(isNew).forEach(each => each.classList.add("fresh"));
}

function replace(part, html) {
  const before = new Set([...part.querySelectorAll(ITEMS)].map(each => each.textContent));
  const focused = part.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  const opened = [...part.querySelectorAll("details[open]")].map(each => each.id);
  part.innerHTML = html;
  mark(part, before);
  opened.forEach(id => part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", ""));
  if (focused) {
    [...part.querySelectorAll("a, button, summary, select")].find(each => keyOf(each) === focused)?.focus();
  }
}

document.addEventListener("animationend", event => event.target.classList.remove("fresh"));

async function update() {
  if (document.hidden) {
    return;
  }
  const answer = await fetch(location.pathname, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = parts(page);
  if (!answer.ok || [...shown.keys()].some(name => !fresh.has(name))) {
    say("This page is out of date. Reload it.");
    return;
  }
  say("");
  for (const [name, part] of parts(document)) {
    const html = fresh.get(name).innerHTML;
    if (html !== shown.get(name) && !isBusy(part)) {
      replace(part, html);
      shown.set(name, html);
    }
  }
}

async function follow() {
  const started = performance.now();
  await update().catch(() => say("The emulator does not respond. This page shows its last state."));
  setTimeout(follow, Math.max(PAUSE, 10 * (performance.now() - started)));
}

if (!document.querySelector("[role=alert]")) {
  setTimeout(follow, PAUSE);
}
