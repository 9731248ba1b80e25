"use strict";

// Says so when what this page shows is no longer how things are. It does not reload by itself: somebody may be
// reading, or about to press a button.
const news = document.getElementById("news");
const shown = document.querySelector("main").innerHTML;

async function look() {
  if (document.hidden || news.firstChild) {
    return;
  }
  const answer = await fetch(location.pathname, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("main")?.innerHTML !== shown) {
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "Something has changed: show it";
    news.append(link);
  }
}

if (!document.querySelector("[role=alert]")) {
  setInterval(() => look().catch(() => {}), 2000);
}
