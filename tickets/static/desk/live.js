// New words on an open ticket's page: they are put in their place and announced, and nothing that is read or typed moves.
// The page's forms carry the version that their reader has seen, which need not be the newest that is shown.
// Who else has the ticket open stands beside the composer. `window.ticketPage` is what the scripts of sending need of this one.
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const composer = live.closest("form"), text = composer.elements.text, heard = document.getElementById("heard");
  const [button, dots, company] = live.children, READING = 1000, SAID = 200;
  const parts = [".d-head", "#strip", ".d-mini", ".d-side", ".d-actions", "#keeps", "#send", "#addresses"];
  const carried = { version: composer.elements.version.value, seen: composer.elements.seen.value };
  const shows = (page) => { const { version, line } = page.getElementById("live").dataset; return { version, seen: line }; };
  let shown = shows(document).version, unseen = Number(live.dataset.news) ? shows(document) : null, told = false;
  let etag = "", failures = 0, here = false, alone = true, typing = 0, timer;

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
  // Something was not done because of what came: that is shown with the words kept, and is seen once it was there to be read.
  const refuse = (page) => {
    if (page.getElementById("live")) show(page);
    const panel = page.getElementById("refused"), met = unseen;
    document.getElementById("refused")?.remove();
    document.querySelector(".d-main").insertBefore(panel, composer);
    composer.dispatchEvent(new CustomEvent("refused", { detail: page }));
    panel.scrollIntoView({ block: "end" });
    button.hidden = true;  // it would lie over what is to be read
    if (!met || !panel.querySelector(".d-compare")) return;
    told = true;
    const read = () => document.hidden ? setTimeout(read, READING) : met === unseen && acknowledge();
    setTimeout(read, READING);
  };

  const replace = (old, given) => old && given && !old.isEqualNode(given) && old.replaceWith(given);
  const touched = (part) => part.contains(document.activeElement) || [...part.querySelectorAll("input, textarea")].some(
    (field) => (["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.type !== "hidden" && field.value !== field.defaultValue));
  const tell = (row) => {
    const words = [...row.querySelectorAll(".d-by > strong, .d-text, p > span:last-child")].map((part) => part.textContent.trim());
    const line = document.createElement("p");
    line.textContent = words.join(": ").slice(0, SAID);
    heard.append(line);
    while (heard.children.length > 5) heard.firstChild.remove();
  };
  // What a page says that was fetched just now takes the place of what is shown, but for what somebody is typing into.
  const show = (page) => {
    const history = document.querySelector(".d-history"), known = rows(document), now = rows(page);
    now.forEach((row, i) => {
      if (known[i]) return touched(known[i]) || replace(known[i], row);
      history.append(row);
      tell(row);
    });
    known.slice(now.length).forEach((row) => row.remove());
    for (const part of parts) {
      const old = document.querySelector(part), given = page.querySelector(part);
      // The element itself stays: others watch it.
      if (!old || !given || old.isEqualNode(given) || touched(old)) continue;
      old.replaceChildren(...given.childNodes);
      window.htmx?.process(old);
    }
    const fetched = shows(page);
    shown = fetched.version;
    unseen = fetched;
    told = false;
    const news = Number(page.getElementById("live").dataset.news);
    if (news) announce(news);
    else acknowledge();
    carry();
    watch();
  };
  const renew = async () => {
    const answer = await fetch(`${live.dataset.page}?seen=${carried.seen}`);
    if (!answer.ok) throw answer;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("live")) return;
    show(page);
    const opened = page.querySelector("form.d-gone");
    if (opened && !document.hidden && window.htmx) {
      document.querySelector("form.d-gone")?.remove();
      composer.before(opened);
      window.htmx.process(opened);
    }
  };

  // Who of us is here: what the poll says of them, and until it has said anything of a draft, what the page was made with.
  const meet = (others) => {
    const drafted = { ...JSON.parse(company.dataset.drafted) };
    for (const { pk, name, has_draft: has } of others) {
      if (has) drafted[pk] = name;
      if (has === false) delete drafted[pk];
    }
    const said = others.filter((one) => one.looks || one.types || one.sends).map((one) => {
      const words = one.sends ? "sends" : one.types ? "types" : drafted[one.pk] ? "drafts" : "looks";
      delete drafted[one.pk];
      return company.dataset[words].replace("%n", one.name);
    });
    said.push(...Object.values(drafted).map((name) => company.dataset.drafts.replace("%n", name)));
    company.textContent = said.join(" · ");
    company.hidden = !said.length;
    alone = !others.some((one) => one.looks);
  };
  const learn = async (state) => {
    here = state.here;
    dots.hidden = !state.writing;
    meet(state.company);
    for (const place of document.querySelectorAll("[data-whereabouts]")) place.textContent = state.whereabouts || place.textContent;
    if (String(state.version) !== shown) await renew();
  };
  const look = async () => {
    clearTimeout(timer);
    try {
      const query = document.hidden ? "?left" : Date.now() < typing ? `?typing${intoChat() ? "" : "=us"}` : "";
      const answer = await fetch(live.dataset.url + query, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} });
      if (answer.redirected || answer.status === 404) throw answer;  // signed out, or not theirs any more
      if (answer.status === 200) {
        await learn(await answer.json());
        etag = answer.headers.get("ETag");
      } else if (answer.status !== 304) throw answer;
      failures = 0;
    } catch {
      failures += 1;
    }
    const pause = failures ? Math.min(60, 2 ** failures) : document.hidden ? 20 : here || !alone ? 1 : 1.5;
    clearTimeout(timer);
    timer = setTimeout(look, pause * 1000);
  };
  const intoChat = () => new FormData(composer).get("channel") === "chat" && !composer.classList.contains("d-as-note");
  text.addEventListener("input", () => {
    typing = text.value ? Date.now() + 4000 : 0;
  });
  document.addEventListener("visibilitychange", () => {
    consider();
    look();
  });
  window.addEventListener("pagehide", () => fetch(`${live.dataset.url}?left`, { keepalive: true }));
  // After a send: what others did since that is not seen by having sent.
  const sent = (page, seen) => {
    Object.assign(carried, Number(page.getElementById("live").dataset.news) ? { version: "0", seen } : shows(page));
    document.getElementById("refused")?.remove();
    typing = 0;
    etag = "";
    show(page);
  };
  window.ticketPage = { carried, refuse, sent };
  meet([]);
  if (unseen) announce(Number(live.dataset.news));
  watch();
  look();
})();
