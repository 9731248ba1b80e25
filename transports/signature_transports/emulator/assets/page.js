"use strict";

// Says so when something has happened since the page was made. It does not reload by itself: somebody may be
// reading, or about to press a button.
const news = document.getElementById("news");
const shown = document.body.dataset.happenings;

async function look() {
  const answer = await fetch("/happenings", { cache: "no-store" });
  const happenings = (await answer.text()).trim();
  if (answer.ok && happenings !== shown && !news.firstChild) {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Something has happened: show it";
    news.append(link);
  }
}

setInterval(() => look().catch(() => {}), 2000);
