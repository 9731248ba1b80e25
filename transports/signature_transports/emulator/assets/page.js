"use strict";

// Shows a link when the page is out of date. It does not reload the page: the user may be reading, or about to press a
// button.
const news = document.getElementById("news");
const shown = document.querySelector("main").innerHTML;

async function check() {
  if (document.hidden || news.firstChild) {
    return;
  }
  const answer = await fetch(location.pathname, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("main")?.innerHTML !== shown) {
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "This page is out of date. Reload it.";
    news.append(link);
  }
}

if (!document.querySelector("[role=alert]")) {
  setInterval(() => check().catch(() => {}), 2000);
}
