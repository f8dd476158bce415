// The list stays true while it is open: rows that changed are put in their place, what is new waits for a click, so that
// nothing moves under who reads.
(() => {
  const news = document.querySelector("[data-changed]");
  if (!news) return;
  const EVERY = 10_000;
  const title = document.title;
  let etag = "";
  let timer = 0;
  let asking = false;

  const shown = () => new Map([...document.querySelectorAll("[data-ticket]")].map((row) => [row.dataset.ticket, row]));

  async function renew(numbers) {
    const mark = news.dataset.rows.includes("?") ? "&" : "?";
    const answer = await fetch(`${news.dataset.rows}${mark}t=${numbers.join(",")}`, { redirect: "error" });
    if (!answer.ok) throw answer;
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    const rows = shown();
    for (const row of told.querySelectorAll("[data-ticket]")) {
      const old = rows.get(row.dataset.ticket);
      if (!old || old.contains(document.activeElement) && old.querySelector("form:focus-within")) continue;
      const focused = old.contains(document.activeElement);
      row.classList.add("d-renewed");
      if (old.getAttribute("aria-current")) row.setAttribute("aria-current", "true");
      old.replaceWith(document.importNode(row, true));
      if (focused) document.querySelector(`#${CSS.escape(row.id)} a`)?.focus({ preventScroll: true });
    }
  }

  async function compare(tickets) {
    const rows = shown();
    const now = new Map(tickets.map(([number, version]) => [String(number), String(version)]));
    const fresh = [...now.keys()].filter((number) => !rows.has(number));
    const changed = [...rows].filter(([number, row]) => now.has(number) && now.get(number) !== row.dataset.version);
    if (changed.length) await renew(changed.map(([number]) => number));
    for (const [number, row] of shown()) {
      const gone = !now.has(number);
      row.classList.toggle("d-left", gone);
      row.title = gone ? news.dataset.gone : "";
    }
    tell(fresh.length);
  }

  function tell(number) {
    document.title = number ? `(${number}) ${title}` : title;
    if (String(number) === (news.dataset.number || "0")) return;
    news.dataset.number = number;
    news.hidden = !number;
    const link = document.createElement("a");
    link.href = location.href.split("#")[0];
    link.className = "d-link";
    link.textContent = `${number} ${news.dataset.new}`;
    news.replaceChildren(...(number ? [link] : []));
  }

  async function look() {
    clearTimeout(timer);
    if (asking) return;
    asking = true;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(news.dataset.changed, { headers, cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect") return;  // signed out: this page is over
      if (answer.status === 200) {
        await compare((await answer.json()).tickets);
        etag = answer.headers.get("ETag") || "";
      }
    } catch {
      // The network is away: asked again.
    } finally {
      asking = false;
    }
    timer = setTimeout(look, document.hidden ? 3 * EVERY : EVERY);
  }

  document.addEventListener("visibilitychange", () => document.hidden || look());
  timer = setTimeout(look, EVERY);

  // The filters' panel comes after the page: its columns are told as one word of the address.
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-column]");
    if (!box) return;
    const all = box.closest("[data-columns]");
    const wanted = [...all.querySelectorAll("[data-column]:checked")].map((one) => one.dataset.column);
    all.querySelector("[name=columns]").value = all.querySelector("[data-column]:not(:checked)") ? wanted.join(",") : "";
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "get" || !event.target.closest(".d-filters")) return;
    for (const field of event.target.elements) {
      // What is not asked for need not stand in the address, unless the view asks for it.
      if (field.name && !field.value && !field.dataset.brought) field.disabled = true;
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.d-filters[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  // The way back: to the row that one left. The browser itself clears the focus as it goes to a place of the page.
  const left = () => /^#t\d+$/.test(location.hash) && document.querySelector(`${location.hash} a`)?.focus();
  window.addEventListener("load", () => setTimeout(left));
})();
