// A board refreshes itself: what is shown stays until what is new is there, and what is old says so.
"use strict";
(() => {
  const EVERY = 60000, AGAIN = 2000;
  const board = document.getElementById("board"), lost = document.getElementById("lost");
  let waiting = 0, running = false;

  const look = (from) => from.querySelector("[data-board]")?.dataset.look;

  function show(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!look(page)) throw new Error("not a board");
    if (look(page) !== look(board)) return location.reload(); // a new release draws it otherwise
    board.replaceChildren(...page.body.childNodes);
    lost.textContent = "";
    lost.dataset.since = "";
  }

  function miss() {
    if (lost.dataset.since) return;
    lost.dataset.since = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    lost.textContent = board.dataset.lost.replace("{time}", lost.dataset.since);
  }

  async function refresh() {
    if (running) return;
    running = true;
    clearTimeout(waiting);
    try {
      const address = location.pathname.replace(/\/$/, "") + "/figures";
      const answer = await fetch(address, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(30000) });
      if (answer.status === 429 || answer.status >= 500) throw new Error("later");
      show(await answer.text());
    } catch {
      miss();
    }
    running = false;
    next();
  }

  function next() {
    waiting = setTimeout(refresh, board.querySelector("[data-again]") ? AGAIN : EVERY);
  }

  addEventListener("online", refresh);
  addEventListener("offline", miss);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  next();
})();
