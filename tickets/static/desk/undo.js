// A mail that was just sent waits in its row, counts down and can be taken back. When its time has come this page sends it;
// where no page is open, a worker does. Without this script the row's form takes it back.
(() => {
  const live = document.getElementById("live"), page = window.ticketPage, draft = window.ticketDraft;
  if (!live || !page || !draft) return;
  const composer = live.closest("form"), said = document.getElementById("said");
  const ends = new WeakMap();
  let asked = null;

  const tell = (words) => {
    said.textContent = words;
    said.classList.remove("d-bad");
    said.hidden = !words;
  };
  const post = async (url) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: composer.elements.csrfmiddlewaretoken.value });
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw answer;
    return answer.json();
  };
  const fetched = async (query) => {
    const answer = await fetch(live.dataset.page + query);
    if (!answer.ok) throw answer;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  // What was done with it stands below the words again, and so do its files.
  const putBack = (given, doc) => {
    draft.take(given);
    for (const part of ["#macros > ul", "[data-kept]"]) {
      const old = composer.querySelector(part), now = doc.querySelector(part);
      if (!old || !now) continue;
      old.replaceChildren(...now.childNodes);
      old.hidden = now.hidden;
    }
  };

  // Once they are sent they are in no draft any more.
  const emptied = () => composer.querySelector("[data-kept]").replaceChildren();
  composer.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-out]");
    if (!button) return;
    button.closest("li").remove();
    composer.elements.text.focus();
    composer.dispatchEvent(new Event("change"));
  });
  composer.addEventListener("files", (event) => event.detail.length || emptied());

  const gone = async (row) => {
    if (asked === row) return;
    asked = row;
    try {
      const state = await post(row.dataset.go);
      if (state.state === "waits") {
        asked = null;
        ends.set(row, Date.now() + 1000);
        return;
      }
      if (row.contains(document.activeElement)) composer.elements.text.focus({ preventScroll: true });
      if (state.state === "back") {
        const doc = await fetched(`?seen=${page.carried.seen}`);
        putBack(state.draft, doc);
        tell("");
        page.refuse(doc);
      } else {
        page.sent(await fetched(`?seen=${state.seen}`), String(state.seen));
        tell(state.words);
      }
    } catch {
      asked = null;
      ends.set(row, Date.now() + 3000);
    }
  };
  setInterval(() => {
    const row = document.getElementById("held");
    if (!row) return;
    if (!ends.has(row)) ends.set(row, Date.now() + row.dataset.left * 1000 + 250);
    const left = ends.get(row) - Date.now();
    row.querySelector("[data-count]").textContent = Math.max(0, Math.ceil(left / 1000));
    if (left <= 0) gone(row);
  }, 250);

  document.addEventListener("submit", async (event) => {
    const row = event.target.closest("#held");
    if (!row) return;
    event.preventDefault();
    asked = row;
    await draft.saved();
    try {
      const { draft: given, words } = await post(event.target.action);
      const doc = await fetched(`?seen=${page.carried.seen}`);
      composer.elements.text.focus({ preventScroll: true });
      if (given) putBack(given, doc);
      page.sent(doc, page.carried.seen);
      tell(words);
    } catch {
      asked = null;
      tell(said.dataset.failed);
    }
  });
})();
