// A mailbox's form: fills in the servers of known hosts, and tries what is filled in.
(() => {
  const form = document.getElementById("mailbox");
  const hosts = JSON.parse(document.getElementById("known-hosts").textContent);
  const banner = document.getElementById("known-host");
  const NUMBERS = ["imap_port", "smtp_port"];
  const TRIED = /^(address|sign_in|oauth_.*|imap_.*|smtp_.*)$/;
  const TEXT = { true: "✓", false: "✗", null: "?" };

  const value = (name) => form.elements[name]?.value.trim() ?? "";

  function knownHost() {
    const address = value("address");
    const host = hosts[address.split("@").pop().toLowerCase()];
    banner.hidden = !host;
    if (!host) return;
    banner.textContent = [host.name, host.note].filter(Boolean).join(": ");
    if (value("imap_host") || value("smtp_host")) return;
    for (const [name, said] of Object.entries({ ...host.fields, imap_user: address, smtp_user: address })) {
      form.elements[name].value = said;
    }
  }

  function said() {
    const body = {};
    for (const [name, given] of new FormData(form)) {
      if (!TRIED.test(name)) continue;
      if (NUMBERS.includes(name)) { if (given) body[name] = Number(given); }
      else if (given || !["imap_folder"].includes(name)) body[name] = given;
    }
    if (form.dataset.stored) body.mailbox = Number(form.dataset.stored);
    return body;
  }

  function line(hint) {
    const item = document.createElement("li");
    const sentence = document.createElement("p");
    const name = document.createElement("strong");
    name.textContent = `${TEXT[hint.ok]} ${hint.name} `;
    name.className = hint.ok ? "d-good" : hint.ok === false ? "d-bad" : "";
    sentence.append(name, hint.sentence);
    item.append(sentence);
    if (hint.record) {
      const record = document.createElement("code");
      record.textContent = `${hint.host} TXT "${hint.record}"`;
      item.append(record);
    }
    return item;
  }

  // What is wrong with a field, under the word that the form has for it.
  function problem(told) {
    const wrong = told.errors?.[0];
    if (!wrong) return told.detail;
    const label = form.querySelector(`label[for="id_${wrong.field}"]`);
    return `${label ? label.textContent.trim() : wrong.field}: ${wrong.message}`;
  }

  async function attempt(trial) {
    const sentence = trial.querySelector("p");
    const hints = trial.querySelector("ul");
    const button = trial.querySelector("button");
    const turn = String(Number(trial.dataset.turn ?? 0) + 1);
    trial.dataset.turn = turn;
    delete sentence.dataset.ok;
    sentence.textContent = form.dataset.trying;
    button.disabled = true;
    hints.replaceChildren();
    let told;
    try {
      const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
      const answer = await fetch(trial.dataset.url, { method: "POST", headers, body: JSON.stringify(said()) });
      told = await answer.json();
      if (!answer.ok) told = { ok: false, sentence: problem(told) || form.dataset.failed, hints: [] };
    } catch {
      told = { ok: false, sentence: form.dataset.failed, hints: [] };
    }
    if (trial.dataset.turn !== turn) return; // a later one is on its way
    button.disabled = false;
    sentence.textContent = told.sentence;
    sentence.dataset.ok = told.ok ? "yes" : "no";
    hints.replaceChildren(...told.hints.map(line));
  }

  const trial = (what) => form.querySelector(`.d-trial[data-what="${what}"]`);
  for (const one of form.querySelectorAll(".d-trial")) {
    one.querySelector("button").addEventListener("click", () => attempt(one));
  }
  form.elements.address.addEventListener("change", () => {
    knownHost();
    if (value("address").includes("@")) attempt(trial("domain"));
  });
  // The password is what one fills in last: it is tried as soon as one leaves it.
  form.elements.imap_password.addEventListener("change", () => value("imap_host") && attempt(trial("receiving")));
  form.elements.smtp_password.addEventListener("change", () => value("smtp_host") && attempt(trial("sending")));
})();
