// A mailbox's form: fills in the servers of known hosts, and tries what is filled in.
(() => {
  const page = document.getElementById("mailbox-page").dataset;
  const form = document.getElementById("mailbox_form");
  const hosts = JSON.parse(document.getElementById("known-hosts").textContent);
  const banner = document.createElement("p");
  const NUMBERS = ["imap_port", "smtp_port"];
  const TRIED = /^(address|sign_in|oauth_.*|imap_.*|smtp_.*)$/;
  const TEXT = { true: "✓", false: "✗", null: "?" };

  banner.id = "known-host";
  banner.className = "d-banner";
  banner.setAttribute("role", "status");
  banner.hidden = true;
  form.elements.address.parentElement.append(banner);

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
    if (page.stored) body.mailbox = Number(page.stored);
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

  async function attempt(test) {
    const sentence = test.querySelector("p");
    const hints = test.querySelector("ul");
    const button = test.querySelector("button");
    const turn = String(Number(test.dataset.turn ?? 0) + 1);
    test.dataset.turn = turn;
    delete sentence.dataset.ok;
    sentence.textContent = page.trying;
    button.disabled = true;
    hints.replaceChildren();
    let told;
    try {
      const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
      const answer = await fetch(test.dataset.url, { method: "POST", headers, body: JSON.stringify(said()) });
      told = await answer.json();
      if (!answer.ok) told = { ok: false, sentence: problem(told) || page.failed, hints: [] };
    } catch {
      told = { ok: false, sentence: page.failed, hints: [] };
    }
    if (test.dataset.turn !== turn) return; // a later one is on its way
    button.disabled = false;
    sentence.textContent = told.sentence;
    sentence.dataset.ok = told.ok ? "yes" : "no";
    hints.replaceChildren(...told.hints.map(line));
  }

  const testOf = (what) => form.querySelector(`.d-test[data-what="${what}"]`);
  for (const one of form.querySelectorAll(".d-test")) {
    one.querySelector("button").addEventListener("click", () => attempt(one));
  }
  form.elements.address.addEventListener("change", () => {
    knownHost();
    if (value("address").includes("@")) attempt(testOf("domain"));
  });
  // The password is what one fills in last: it is tried as soon as one leaves it.
  form.elements.imap_password.addEventListener("change", () => value("imap_host") && attempt(testOf("receiving")));
  form.elements.smtp_password.addEventListener("change", () => value("smtp_host") && attempt(testOf("sending")));
})();
