// Who else gets an answer: chips are taken off and added, and what is typed is looked at where it stands. What was chosen is
// kept with the draft; once it is sent, whoever usually gets an answer stands there again.
(() => {
  const row = document.getElementById("addresses"), composer = row?.closest("form");
  if (!composer) return;
  const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/, BETWEEN = /[\s,;<>]+/;
  const chosen = () => row.querySelector("[name=addressed]");
  const line = (name) => row.querySelector(`[data-line="${name}"]`);
  const values = (name) => [...line(name).querySelectorAll(".d-chip input")].map((one) => one.value);

  const chip = (name, address) => {
    const made = document.createElement("span"), field = document.createElement("input"), off = document.createElement("button");
    made.className = "d-chip";
    Object.assign(field, { type: "hidden", name, value: address });
    field.setAttribute("x-bind:disabled", "channel !== 'email'");
    Object.assign(off, { type: "button", textContent: "×" });
    off.setAttribute("aria-label", row.dataset.takeOff.replace("%n", address));
    made.append(field, address, off);
    line(name).querySelector(".d-add-address").before(made);
  };
  const changed = () => {
    chosen().checked = true;
    chosen().dispatchEvent(new Event("change", { bubbles: true }));
  };
  const say = (name, words) => {
    line(name).querySelector("[data-trouble]").textContent = words;
    line(name).querySelector(".d-add-address").setAttribute("aria-invalid", String(Boolean(words)));
  };
  // What is an address becomes a chip, what is none stays in the field with the reason beside it.
  const take = (field) => {
    const name = field.name, wrong = [];
    let added = false;
    for (const part of field.value.split(BETWEEN).filter(Boolean)) {
      const address = part.toLowerCase();
      if (!ADDRESS.test(address)) wrong.push(part);
      else if (![...values("cc"), ...values("bcc")].includes(address)) {
        chip(name, address);
        added = true;
      }
    }
    field.value = wrong.join(" ");
    say(name, wrong.length ? row.dataset.bad.replace("%n", wrong.join(" ")) : "");
    if (added) changed();
  };
  const show = (name, addresses) => {
    for (const old of line(name).querySelectorAll(".d-chip")) old.remove();
    line(name).querySelector(".d-add-address").value = "";
    say(name, "");
    addresses.forEach((address) => chip(name, address));
  };
  const reveal = (open) => {
    line("bcc").hidden = !open;
    row.querySelector("[data-reveal]").hidden = open;
  };

  row.addEventListener("click", ({ target }) => {
    if (target.matches("[data-reveal]")) {
      reveal(true);
      line("bcc").querySelector(".d-add-address").focus();
    } else if (target.matches(".d-chip button")) {
      const field = target.closest("[data-line]").querySelector(".d-add-address");
      target.parentElement.remove();
      changed();
      field.focus();
    }
  });
  row.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches(".d-add-address") || event.isComposing) return;
    if (["Enter", ",", ";"].includes(event.key) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(field);
    } else if (event.key === "Backspace" && !field.value) {
      const last = [...line(field.name).querySelectorAll(".d-chip")].pop();
      if (last) {
        last.remove();
        changed();
      }
    }
  });
  row.addEventListener("input", ({ target }) => target.matches(".d-add-address") && say(target.name, ""));
  row.addEventListener("focusout", ({ target }) => target.matches(".d-add-address") && take(target));
  composer.addEventListener("submit", (event) => {
    for (const field of row.querySelectorAll(".d-add-address:enabled")) take(field);
    const wrong = [...row.querySelectorAll(".d-add-address:enabled")].find((field) => field.value);
    if (!wrong || composer.classList.contains("d-as-note")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong.focus();
  }, true);
  composer.addEventListener("refused", ({ detail: page }) => {
    for (const name of ["cc", "bcc"]) say(name, page.querySelector(`[data-line="${name}"] [data-trouble]`)?.textContent.trim() || "");
  });
  composer.addEventListener("addresses", ({ detail }) => {
    const { addressed, cc = [], bcc = [] } = detail;
    chosen().checked = Boolean(addressed);
    show("cc", addressed ? cc : JSON.parse(chosen().dataset.usual));
    show("bcc", addressed ? bcc : []);
    reveal(Boolean(addressed && bcc.length));
  });
})();
