// Who calls, on every page of the desk: asks each second while the page is seen, makes no sound and takes no focus.
(() => {
  const address = new URL(document.currentScript.src).hash.slice(1);
  if (!address) return; // nobody is signed in
  const EVERY = 1000;
  const hidden = new Set(JSON.parse(sessionStorage.getItem("d-calls-hidden") || "[]"));
  let etag = "";
  let timer = 0;
  let asking = false;
  let place;

  function show(html) {
    const told = document.createElement("template");
    told.innerHTML = html;
    const cards = [...told.content.querySelectorAll("[data-call]")].filter((card) => !hidden.has(card.dataset.call));
    for (const old of [...place.children]) {
      if (!cards.some((card) => card.dataset.call === old.dataset.call)) old.remove();
    }
    for (const card of cards) {
      const old = place.querySelector(`[data-call="${card.dataset.call}"]`);
      if (!old) place.append(card);
      else if (old.dataset.state !== card.dataset.state && !old.contains(document.activeElement)) {
        // Known already: what is new in it is shown, and not called out a second time.
        card.querySelector("[role=alert]").removeAttribute("role");
        old.replaceWith(card);
      }
    }
    tick();
  }

  function tick() {
    for (const time of place.querySelectorAll("[data-rang]")) {
      const rung = Math.max(0, Math.floor(Date.now() / 1000 - Number(time.dataset.rang)));
      time.textContent = `${Math.floor(rung / 60)}:${String(rung % 60).padStart(2, "0")}`;
    }
  }

  async function ask() {
    clearTimeout(timer);
    if (asking || document.hidden) return; // one question at a time, and none that nobody would see
    asking = true;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(address, { headers, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(5000) });
      if (answer.type === "opaqueredirect") return; // signed out: this page is over
      if (answer.status === 200) {
        etag = answer.headers.get("ETag") || "";
        show(await answer.text());
      } else tick();
    } catch {
      // The network is away: what rings is asked again.
    } finally {
      asking = false;
    }
    timer = setTimeout(ask, EVERY);
  }

  function hide(card) {
    hidden.add(card.dataset.call);
    sessionStorage.setItem("d-calls-hidden", JSON.stringify([...hidden].slice(-50)));
    card.remove();
  }

  document.addEventListener("DOMContentLoaded", () => {
    place = document.createElement("aside");
    place.className = "d-calls d-page";
    const skip = document.querySelector(".d-skip");
    if (skip) skip.after(place); // first on the page but for the link past the navigation: two Tabs away, whatever is open
    else document.body.prepend(place);
    place.addEventListener("click", (event) => {
      if (event.target.closest("[data-hide]")) hide(event.target.closest("[data-call]"));
    });
    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide(event.target.closest("[data-call]"));
    });
    document.addEventListener("visibilitychange", ask);
    ask();
  });
})();
