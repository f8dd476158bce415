// What the composer holds is kept as it is typed: on the server at each pause, and in this browser until the server has it.
// The next page, another device or a later session finds it again. Two windows of one person never write over each other.
(() => {
  const composer = document.getElementById("composer"), told = document.getElementById("draft");
  if (!composer || !told) return;
  const text = composer.elements.text, [sentence, mine, theirs] = told.children;
  const url = composer.dataset.draftUrl, place = `draft:${composer.dataset.draftKey}`, kept = JSON.parse(composer.dataset.draft);
  const PAUSE = 1000, AT_MOST = 4000, AGAIN = 5000;
  const CHOSEN = ["channel", "recipient", "addressed", "cc", "bcc"], FIELDS = [...CHOSEN, "promise.text", "promise.due_at", "keeps", "steps", "files"];
  let version = kept.version, last = "", since = 0, waits = 0, held = false, apart = null, timer, saving = null;

  const alpine = () => window.Alpine?.$data(composer);
  const store = (value) => {
    try {
      if (value) localStorage.setItem(place, JSON.stringify(value)); else localStorage.removeItem(place);
    } catch { /* full, or not allowed: the server has it soon */ }
  };
  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  };
  const holds = () => {
    const form = new FormData(composer), given = {};
    for (const name of FIELDS) {
      const values = form.getAll(name).filter(Boolean);
      if (values.length) given[name] = values;
    }
    if (!given.addressed) ["cc", "bcc"].forEach((name) => delete given[name]);  // who usually gets it is nobody's choice
    return { mode: composer.classList.contains("d-as-note") ? "note" : "reply", text: text.value, given };
  };
  const core = ({ mode, text: words, given = {} }) => {
    const told = Object.entries(given).filter(([name]) => name !== "channel" && name !== "recipient").sort();
    const work = told.some(([name]) => !CHOSEN.includes(name));
    return words.trim() || work ? JSON.stringify([mode, words.replaceAll("\r\n", "\n"), told]) : "";
  };
  last = core(kept);
  const say = (words, { keep = "", take = "" } = {}) => {
    sentence.textContent = words;
    mine.textContent = keep;
    theirs.textContent = take;
    mine.hidden = !keep;
    theirs.hidden = !take;
    told.hidden = !words;
  };

  const fill = ({ mode, text: words, given = {} }) => {
    const state = alpine();
    if (state) {
      state.mode = mode;
      if (given.channel && composer.querySelector(`[name=channel][value="${CSS.escape(given.channel[0])}"]`)) state.channel = given.channel[0];
      state.promise = Boolean(given["promise.text"] || given["promise.due_at"]);
    }
    for (const name of ["recipient", "promise.text", "promise.due_at"]) {
      const field = composer.elements[name];
      if (!field || (!given[name] && name === "recipient")) continue;
      field.value = given[name]?.[0] ?? "";
      field.dispatchEvent(new Event("input"));  // to who judges the field; the words tell of all of it
    }
    for (const box of composer.querySelectorAll("[name=keeps]")) box.checked = (given.keeps || []).includes(box.value);
    composer.dispatchEvent(new CustomEvent("addresses", { detail: given }));
    text.value = words;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // The server's is another than the one that was typed on: both are kept until somebody says which one it is.
  const part = (other) => {
    if (core(other) === core(holds())) {
      version = other.version;
      last = core(other);
      store(null);
      return;
    }
    apart = other;
    say(other.version ? told.dataset.apart : told.dataset.gone, { keep: told.dataset.keep, take: other.version ? told.dataset.take : told.dataset.drop });
  };
  mine.addEventListener("click", () => {
    version = apart.version;
    apart = null;
    say("");
    save();
    text.focus();
  });
  theirs.addEventListener("click", () => {
    const other = apart;
    apart = null;
    say("");
    version = other.version;
    fill(other);
    last = core(other);
    if (other.local) save(); else store(null);
    text.focus();
  });

  const post = async (now, leaving) => {
    const body = new URLSearchParams({ mode: now.mode, text: now.text, draft: version, seen: composer.elements.seen.value });
    body.set("csrfmiddlewaretoken", composer.elements.csrfmiddlewaretoken.value);
    for (const [name, values] of Object.entries(now.given)) values.forEach((value) => body.append(name, value));
    const answer = await fetch(url, { method: "POST", body, keepalive: leaving });
    if (answer.redirected || ![200, 409].includes(answer.status)) throw answer;
    const state = await answer.json();
    if (answer.status === 409) return part(state);
    version = state.version;
    last = core(now);
    if (core(holds()) === core(now)) {
      store(null);
      if (waits) say("");
    }
    waits = 0;
  };
  const save = (leaving = false) => {
    clearTimeout(timer);
    if (held || apart || (saving && !leaving)) return saving;
    since = 0;
    const now = holds();
    saving = post(now, leaving).catch(() => {
      waits += 1;
      say(told.dataset.waits);
      timer = setTimeout(save, AGAIN);
    }).finally(() => {
      saving = null;
      if (!waits && !apart && core(holds()) !== core(now)) changed();
    });
    return saving;
  };
  const changed = () => {
    if (held) return;
    if (core(holds()) === last && !saving) {
      clearTimeout(timer);
      since = 0;
      return store(null);
    }
    store({ base: version, ...holds() });
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + AT_MOST - Date.now())));
  };
  const leave = () => since && !apart && save(true);
  composer.addEventListener("input", changed);
  composer.addEventListener("change", changed);
  new MutationObserver(changed).observe(composer, { attributeFilter: ["class"] });
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && leave());

  const found = stored();
  const begin = () => {
    if (!found || core(found) === core(holds())) {
      if (core(holds()) === last) store(null); else changed();
      return;
    }
    if (found.base === version) {
      fill(found);
      return save();
    }
    apart = { ...found, version, local: true };
    say(told.dataset.local, { keep: told.dataset.keep, take: told.dataset.take });
  };
  if (window.Alpine?.$data && composer._x_dataStack) begin(); else document.addEventListener("alpine:initialized", begin);

  window.ticketDraft = {
    // While it is on its way nothing is saved: what was saved before is what a failure brings back.
    hold: async () => {
      held = true;
      clearTimeout(timer);
      await saving;
    },
    sent: () => {
      held = false;
      version = since = 0;
      last = "";
      store(null);
      apart = null;
      say("");
      if (core(holds())) changed();
    },
    kept: () => {
      held = false;
      changed();
    },
    // Whatever was typed until now is on the desk.
    saved: async () => {
      await saving;
      if (core(holds()) !== last) await save();
    },
    // A draft as the desk has it by now takes the place of what is here.
    take: (other) => {
      held = false;
      version = other.version;
      last = core(other);
      store(null);
      fill(other);
    },
    holds,
    fill,
  };
})();
