// The desk by keyboard, on every page. `deskKeys.add(keys, run)` takes one more: a key, or two with a space between ("g m").
// What a key does is told on the sheet that "?" opens (list/keys.html).
(() => {
  const address = new URL(document.currentScript.src).hash.slice(1);
  if (!address) return; // nobody is signed in
  const known = new Map();
  let first = "";
  let forget = 0;
  window.deskKeys = { add: (keys, run) => known.set(keys, run) };
  const { add } = window.deskKeys;

  const isTyped = (place) => place.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], dialog[open]");

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
    const pressed = first ? `${first} ${event.key}` : event.key;
    first = "";
    const run = known.get(pressed);
    if (run) {
      event.preventDefault();
      run(event);
    } else if ([...known.keys()].some((keys) => keys.startsWith(`${pressed} `))) {
      first = pressed;
      clearTimeout(forget);
      forget = setTimeout(() => (first = ""), 1500);
    }
  });

  const rows = () => [...document.querySelectorAll("tr[data-ticket]")];
  function move(by) {
    const beside = document.querySelector(`[data-beside=${by > 0 ? "next" : "previous"}]`);
    if (beside) return beside.click();
    const all = rows();
    if (!all.length) return undefined;
    const here = all.findIndex((row) => row.contains(document.activeElement) || row.getAttribute("aria-current"));
    const there = all[Math.min(all.length - 1, Math.max(0, here + by))];
    for (const row of all) row.toggleAttribute("aria-current", row === there);
    there.setAttribute("aria-current", "true");
    const link = there.querySelector("a");
    link.focus({ preventScroll: true });
    return link.scrollIntoView({ block: "nearest" });
  }

  const go = (question) => () => {
    const link = [...document.querySelectorAll("#nav-sidebar a, nav a, aside a, a")].find(
      (one) => one.pathname === address && new URLSearchParams(one.search).get("view") === question);
    location.href = link ? link.href : `${address}?view=${question}`;
  };
  const views = { m: "mine", t: "team", u: "unassigned", s: "stalled", p: "promises", d: "undelivered", w: "customer", n: "mentions", f: "followed", z: "snoozed", a: "open", e: "everything" };
  for (const [key, view] of Object.entries(views)) add(`g ${key}`, go(view));
  add("j", () => move(1));
  add("k", () => move(-1));
  add("u", () => document.querySelector("[data-beside=list]")?.click());
  add("/", () => {
    const search = document.querySelector(".d-search input");
    if (search) search.select();
    if (search) search.focus();
    else location.href = address;
  });
  add("?", async () => {
    let sheet = document.getElementById("d-keys");
    if (!sheet) {
      const answer = await fetch(`${address}keys/`, { redirect: "error" });
      if (!answer.ok || document.getElementById("d-keys")) return;
      sheet = document.createElement("dialog");
      sheet.id = "d-keys";
      sheet.className = "d-page d-keys";
      sheet.innerHTML = await answer.text();
      sheet.setAttribute("aria-labelledby", "d-keys-title");
      document.body.append(sheet);
      sheet.addEventListener("click", (event) => {
        if (event.target === sheet || event.target.closest("[data-close]")) sheet.close();
      });
    }
    sheet.showModal();
  });
})();
