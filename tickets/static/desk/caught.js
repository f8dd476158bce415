// What somebody writes is read when they pause: a promise is offered with its due time, and a question for what we know is answered
// from the page. Nothing here stops a message from being sent, but a promise without words.
(() => {
  const box = document.getElementById("caught"), composer = box?.closest("form");
  if (!composer) return;
  const PAUSE = 700, text = composer.elements.text, promised = composer.elements["promise.text"], due = composer.elements["promise.due_at"];
  const token = composer.elements.csrfmiddlewaretoken.value, kept = `followthrough-declined-${box.dataset.ticket}`;
  const template = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  let timer, reading, found = { promises: [], asked: [] };

  // What was declined is not offered again while this draft is written, also after a reload.
  const declined = new Set();
  try {
    JSON.parse(sessionStorage.getItem(kept) || "[]").forEach((words) => declined.add(words));
  } catch { /* a browser that keeps nothing forgets it with the page */ }
  const keep = () => {
    try {
      if (declined.size) sessionStorage.setItem(kept, JSON.stringify([...declined]));
      else sessionStorage.removeItem(kept);
    } catch { /* as above */ }
  };

  const post = (url, fields, more) => fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(fields), ...more });
  const tell = (answer) => post(box.dataset.offer, { answer }).catch(() => {});
  const facts = () => [...document.querySelectorAll("#strip [data-key]")].map((place) => place.dataset);
  const write = (words) => {
    text.value = words;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };

  const take = ({ words, due: when }, changes) => {
    window.Alpine.$data(composer).promise = true;
    window.Alpine.nextTick(() => {
      promised.value = words.slice(0, promised.maxLength);
      due.value = when;
      for (const field of [promised, due]) field.dispatchEvent(new Event("input", { bubbles: true }));
      (changes ? due : text).focus();
    });
    tell("taken");
    show();
  };
  const decline = ({ words }) => {
    declined.add(words);
    keep();
    tell("declined");
    show();
    text.focus();
  };
  const confirm = ({ words, whole, confirm: asks, key }) => {
    const known = facts().find((fact) => fact.key === key), question = asks.replace("{value}", () => known.value);
    const instead = whole ? question : `${words} ${question}`;
    write(text.value.includes(words) ? text.value.replace(words, () => instead) : `${text.value.trimEnd()}\n${question}`);
  };

  const promiseRow = (offer) => {
    const row = template("caught-promise");
    row.querySelector("[data-words]").textContent = `“${offer.words}”`;
    row.querySelector("[data-due]").textContent = offer.told;
    row.querySelector("[data-do=take]").addEventListener("click", () => take(offer, false));
    row.querySelector("[data-do=change]").addEventListener("click", () => take(offer, true));
    row.querySelector("[data-do=no]").addEventListener("click", () => decline(offer));
    return row;
  };
  const questionRow = (asked) => {
    const known = facts().find((fact) => fact.key === asked.key), row = template("caught-question"), told = row.querySelector("[data-told]");
    row.querySelector("[data-fact]").textContent = `${asked.key.replaceAll("_", " ")}: ${known.value}`;
    told.textContent = `(${known.told})`;
    if (known.anchor) told.href = `#${known.anchor}`;
    row.querySelector("[data-do=confirm]").addEventListener("click", () => confirm(asked));
    return row;
  };
  // One promise goes with an answer, so one is offered; the next one after a no.
  const show = () => {
    const isOn = !promised.disabled || window.Alpine?.$data(composer)?.promise;
    const known = new Map(facts().map((fact) => [fact.key, fact.value]));
    const offer = isOn ? undefined : found.promises.find(({ words }) => !declined.has(words));
    const asked = found.asked.filter(({ key, words }) => known.has(key) && !words.toLowerCase().includes(known.get(key).toLowerCase()));
    const held = box.contains(document.activeElement);
    box.replaceChildren(...(offer ? [promiseRow(offer)] : []), ...asked.map(questionRow));
    box.hidden = !box.children.length;
    if (held && !box.contains(document.activeElement)) text.focus();
  };

  const read = async () => {
    reading?.abort();
    reading = new AbortController();
    const fields = [["text", text.value], ...facts().map((fact) => ["held", fact.key])];
    try {
      const answer = text.value.trim() ? await post(box.dataset.read, fields, { signal: reading.signal }) : null;
      if (answer && !answer.ok) return;
      found = answer ? await answer.json() : { promises: [], asked: [] };
      show();
    } catch { /* typed on, or no connection: what is written goes out all the same */ }
  };
  text.addEventListener("input", () => {
    clearTimeout(timer);
    if (!text.value.trim()) read();
    else if (!composer.classList.contains("d-as-note")) timer = setTimeout(read, PAUSE);
  });
  if (text.value.trim()) timer = setTimeout(read, PAUSE);

  // Switched on or off by its own button: what is offered follows.
  new MutationObserver(() => show()).observe(promised, { attributes: true, attributeFilter: ["disabled"] });

  // A promise without words is refused here, beside its field.
  const wrong = template("caught-wrong"), guard = promised.closest(".d-guard");
  const judge = () => {
    promised.setCustomValidity(promised.value.trim() ? "" : wrong.textContent);
    if (promised.value.trim()) wrong.remove();
  };
  promised.addEventListener("input", judge);
  promised.addEventListener("invalid", (event) => {
    event.preventDefault();  // the words stand beside the field, and stay
    guard.append(wrong);
    promised.focus();
  });
  judge();

  // Due times are counted by the desk's calendar when they are looked at.
  const times = template("caught-times");
  guard.append(times);
  const fetchTimes = async () => {
    const answer = await fetch(box.dataset.times).catch(() => null);
    if (!answer?.ok) return;
    times.replaceChildren(...(await answer.json()).times.map(({ title, due: when }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "d-link";
      button.textContent = title;
      button.addEventListener("click", () => {
        due.value = when;
        due.dispatchEvent(new Event("input", { bubbles: true }));
      });
      return button;
    }));
  };
  new MutationObserver(() => promised.disabled || fetchTimes()).observe(promised, { attributes: true, attributeFilter: ["disabled"] });
  if (!promised.disabled) fetchTimes();

  composer.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    declined.clear();
    keep();
  });
})();
