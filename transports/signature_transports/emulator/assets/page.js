"use strict";

// Keeps the page up to date: loads it again every two seconds, and replaces the parts that have changed. A part is an
// element with the attribute data-live, which names it. Forms are sent without leaving the page. What the user is doing
// is not disturbed: the focus and open details stay, and a part is left alone while it is pressed or while text in it is
// selected. Without this script, forms lead to the page as it is then.

const PAUSE = 2000; // milliseconds, and longer after a slow answer
const ITEMS = "li, article";
const SILENT = "The emulator does not respond. This page shows its last state.";
const OUTDATED = "This page is out of date. Reload it.";
const news = document.getElementById("news");
const parts = root => new Map([...root.querySelectorAll("[data-live]")].map(part => [part.dataset.live, part]));
const shown = new Map([...parts(document)].map(([name, part]) => [name, part.innerHTML]));
const parsed = async answer => new DOMParser().parseFromString(await answer.text(), "text/html");

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
    element.closest("form")?.getAttribute("action"), element.closest("details")?.id].join("|");
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

function show(page, isLate) {
  const fresh = parts(page);
  for (const [name, part] of parts(document)) {
    const html = fresh.get(name).innerHTML;
    if (html !== shown.get(name) && (isLate || !isBusy(part))) {
      replace(part, html);
      shown.set(name, html);
    }
  }
}

async function update() {
  if (document.hidden) {
    return;
  }
  const answer = await fetch(location.pathname, { cache: "no-store" });
  const page = await parsed(answer);
  if (!answer.ok || [...shown.keys()].some(name => !parts(page).has(name))) {
    say(OUTDATED);
    return;
  }
  if ([SILENT, OUTDATED].includes(news.textContent)) {
    say("");
  }
  show(page);
}

async function send(form, body) {
  const place = form.closest("article")?.getAttribute("aria-labelledby") ?? "content";
  const answer = await fetch(form.action, { method: "POST", body });
  const page = await parsed(answer);
  const problem = page.querySelector("[role=alert]");
  if (problem) {
    say(problem.textContent);
  } else if (new URL(answer.url).pathname !== location.pathname) {
    location.href = answer.url;
  } else {
    say("");
    show(page, true);
    if (document.activeElement === document.body) { // the button is gone
      const target = document.getElementById(place);
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
  }
}

async function follow() {
  const started = performance.now();
  await update().catch(() => say(SILENT));
  setTimeout(follow, Math.max(PAUSE, 10 * (performance.now() - started)));
}

document.addEventListener("animationend", event => event.target.classList.remove("fresh"));

document.addEventListener("submit", event => {
  if (!event.target.target) { // not in a tab of its own
    const body = new URLSearchParams(new FormData(event.target, event.submitter));
    event.preventDefault();
    send(event.target, body).catch(() => say(SILENT));
  }
});

if (!document.querySelector("[role=alert]")) {
  setTimeout(follow, PAUSE);
}
