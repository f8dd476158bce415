// New words on an open ticket's page: they are put in their place and announced, and nothing that is read or typed moves.
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const composer = live.closest("form"), text = composer.elements.text;
  const [news, dots] = live.children, parts = [".d-head", "#strip", ".d-mini", ".d-side"];
  let { version } = live.dataset, etag = "", failures = 0, here = true, typing = 0, unseen = 0, timer;

  const announce = (row) => {
    unseen += 1;
    news.textContent = unseen === 1 ? live.dataset.one : live.dataset.many.replace("%n", unseen);
    news.hidden = false;
    news.dataset.row ||= row.id;
  };
  const seen = () => {
    unseen = 0;
    news.hidden = true;
    delete news.dataset.row;
  };
  news.addEventListener("click", () => {
    document.getElementById(news.dataset.row)?.scrollIntoView({ block: "center" });
    seen();
    text.focus();
  });

  const replace = (old, fresh) => old && fresh && !old.isEqualNode(fresh) && old.replaceWith(fresh);
  const rows = (page) => [...page.querySelectorAll(".d-history > li")];
  const renew = async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) throw answer;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html"), history = document.querySelector(".d-history");
    if (!fresh.getElementById("composer")) return;
    const known = rows(document), spoken = new Set(known.map((row) => row.id));
    rows(fresh).forEach((row, i) => {
      if (row.classList.contains("d-customer") && !spoken.has(row.id)) announce(row);
      if (!known[i]) history.append(row);
      else if (!known[i].contains(document.activeElement)) replace(known[i], row);
    });
    known.slice(rows(fresh).length + history.children.length - known.length).forEach((row) => row.remove());
    for (const part of parts) {
      const old = document.querySelector(part);
      const given = fresh.querySelector(part);
      // The element itself stays: others watch it.
      if (old && given && !old.isEqualNode(given) && !old.contains(document.activeElement)) old.replaceChildren(...given.childNodes);
    }
    // What the page shows now is what the next form was written before.
    for (const name of ["version", "seen"]) {
      const value = fresh.querySelector(`#composer input[name=${name}]`).value;
      for (const input of document.querySelectorAll(`input[name=${name}]`)) input.value = value;
      if (name === "version") version = value;
    }
    const opened = fresh.querySelector("form.d-gone");
    if (opened && !document.hidden && window.htmx) {
      document.querySelector("form.d-gone")?.remove();
      composer.before(opened);
      window.htmx.process(opened);
    }
  };

  const show = async (told) => {
    here = told.here;
    dots.hidden = !told.writing;
    for (const place of document.querySelectorAll("[data-whereabouts]")) place.textContent = told.whereabouts || place.textContent;
    if (String(told.version) !== version) await renew();
  };
  const look = async () => {
    clearTimeout(timer);
    try {
      const query = Date.now() < typing ? "?typing" : "";
      const answer = await fetch(live.dataset.url + query, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} });
      if (answer.redirected || answer.status === 404) return;  // signed out, or not theirs any more
      if (answer.status === 200) {
        await show(await answer.json());
        etag = answer.headers.get("ETag");
      } else if (answer.status !== 304) throw answer;
      failures = 0;
    } catch {
      failures += 1;
    }
    const pause = failures ? Math.min(60, 2 ** failures) : document.hidden ? 20 : here ? 1 : 5;
    timer = setTimeout(look, pause * 1000);
  };
  text.addEventListener("input", () => {
    const said = new FormData(composer);
    if (said.get("channel") === "chat" && !composer.classList.contains("d-as-note")) typing = Date.now() + 4000;
  });
  composer.addEventListener("submit", () => {
    clearTimeout(timer);
    typing = 0;
  });
  addEventListener("scroll", () => {
    const row = news.dataset.row && document.getElementById(news.dataset.row);
    if (row && row.getBoundingClientRect().bottom < composer.getBoundingClientRect().top) seen();
  }, { passive: true, capture: true });
  document.addEventListener("visibilitychange", look);
  look();
})();
