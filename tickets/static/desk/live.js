// New words on an open ticket's page: they are put in their place and announced, and nothing that is read or typed moves.
// The page's forms carry the version that their reader has seen, which need not be the newest that is shown.
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const composer = live.closest("form"), text = composer.elements.text, stopped = document.getElementById("stopped");
  const [button, dots] = live.children, parts = [".d-head", "#strip", ".d-mini", ".d-side"], READING = 1000;
  const carried = { version: composer.elements.version.value, seen: composer.elements.seen.value };
  let shown = carried.version, unseen = null, told = false;
  let etag = "", failures = 0, here = true, typing = 0, timer;

  const rows = (page) => [...page.querySelectorAll(".d-history > li")];
  const fresh = () => [...document.querySelectorAll(".d-history > .d-new")];
  const carry = () => {
    for (const [name, value] of Object.entries(carried)) {
      for (const input of document.querySelectorAll(`input[name=${name}]`)) input.value = value;
    }
  };

  // What came is seen once it was read with nothing typed, or after somebody pressed: words that are typed answer what was
  // there before.
  const typed = () => [...document.querySelectorAll("form:has(> input[name=version]), #composer")].some((form) =>
    [...form.elements].some((field) => !field.disabled && (
      field.matches("textarea, input[type=file]") ? field.value.trim() : field.matches("input:not([type]), input[type=text]") && field.value !== field.defaultValue)));
  const inView = new Set(), reading = new Map(), read = new WeakSet();
  const acknowledge = () => {
    if (!unseen) return;
    Object.assign(carried, unseen);
    unseen = null;
    told = false;
    button.hidden = true;
    carry();
  };
  const consider = () => {
    const reads = unseen && !document.hidden && (told || !typed());
    for (const [row, clock] of reading) {
      if (reads && inView.has(row)) continue;
      clearTimeout(clock);
      reading.delete(row);
    }
    if (!reads) return;
    for (const row of inView) {
      if (reading.has(row) || read.has(row)) continue;
      reading.set(row, setTimeout(() => {
        reading.delete(row);
        read.add(row);
        if (fresh().every((one) => read.has(one))) acknowledge();
      }, READING));
    }
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const enough = isIntersecting && (intersectionRatio >= .5 || intersectionRect.height >= rootBounds.height * .4);
      inView[enough ? "add" : "delete"](target);
    }
    consider();
  }, { rootMargin: `0px 0px -${composer.offsetHeight}px 0px`, threshold: [0, .1, .25, .5] });
  const watch = () => {
    watcher.disconnect();
    inView.clear();
    fresh().forEach((row) => watcher.observe(row));
  };
  const announce = (number) => {
    button.textContent = number === 1 ? live.dataset.one : live.dataset.many.replace("%n", number);
    button.hidden = false;
  };
  const lookAtIt = () => fresh().find((row) => !read.has(row))?.scrollIntoView({ block: "center" });
  button.addEventListener("click", () => {
    lookAtIt();
    acknowledge();
    text.focus({ preventScroll: true });
  });
  document.addEventListener("input", consider);
  // Before what else happens when it is sent: the words stay, with the files that a browser would lose.
  document.addEventListener("submit", (event) => {
    if (event.target !== composer || !unseen) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    told = true;
    stopped.textContent = stopped.dataset.words;
    stopped.hidden = false;
    button.hidden = true;  // it would lie over what is to be read
    lookAtIt();
    consider();
    if (!fresh().length) setTimeout(acknowledge, READING);
  }, true);

  const replace = (old, given) => old && given && !old.isEqualNode(given) && old.replaceWith(given);
  const renew = async () => {
    const answer = await fetch(`${live.dataset.page}?seen=${carried.seen}`);
    if (!answer.ok) throw answer;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), history = document.querySelector(".d-history");
    const form = page.getElementById("composer");
    if (!form) return;
    const known = rows(document), now = rows(page);
    now.forEach((row, i) => {
      if (!known[i]) history.append(row);
      else if (!known[i].contains(document.activeElement)) replace(known[i], row);
    });
    known.slice(now.length).forEach((row) => row.remove());
    for (const part of parts) {
      const old = document.querySelector(part);
      const given = page.querySelector(part);
      // The element itself stays: others watch it.
      if (old && given && !old.isEqualNode(given) && !old.contains(document.activeElement)) old.replaceChildren(...given.childNodes);
    }
    shown = form.elements.version.value;
    unseen = { version: shown, seen: form.elements.seen.value };
    told = false;
    const news = Number(page.getElementById("live").dataset.news);
    if (news) announce(news);
    else acknowledge();
    carry();
    watch();
    const opened = page.querySelector("form.d-gone");
    if (opened && !document.hidden && window.htmx) {
      document.querySelector("form.d-gone")?.remove();
      composer.before(opened);
      window.htmx.process(opened);
    }
  };

  const show = async (state) => {
    here = state.here;
    dots.hidden = !state.writing;
    for (const place of document.querySelectorAll("[data-whereabouts]")) place.textContent = state.whereabouts || place.textContent;
    if (String(state.version) !== shown) await renew();
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
  document.addEventListener("visibilitychange", () => {
    consider();
    look();
  });
  look();
})();
