// Macros in the composer: "/" at the beginning of a line opens the palette, what a macro does stands below as chips.
(() => {
  const place = document.getElementById("macros");
  if (!place) return;
  const composer = place.closest("form"), text = document.getElementById("composer-text");
  const [gapsLine, chips, opener, palette] = place.children;
  const find = palette.querySelector("[role=combobox]"), list = palette.querySelector("[role=listbox]");
  const preview = palette.querySelector(".d-macro-shown"), told = palette.querySelector("[role=status]");
  const GAP = /\{(?:customer|ticket|agent|team|promise|fact)\.[^{}\r\n]{1,80}\}/gi;
  let macros = null, shown = [], at = 0, slash = false, sent = false;

  // Beside the other tools, where there are some.
  composer.querySelector(".d-send")?.before(opener);

  const node = (tag, className, ...inside) => {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...inside);
    return made;
  };
  const icon = (name) => {
    const made = node("span", "material-symbols-outlined d-icon", name);
    made.setAttribute("aria-hidden", "true");
    return made;
  };

  // Gaps: placeholders that nobody has filled in yet.
  const select = (gap) => {
    const start = text.value.indexOf(gap);
    if (start < 0) return;
    text.focus();
    text.setSelectionRange(start, start + gap.length);
  };
  const gaps = () => {
    const inChips = [...chips.querySelectorAll("input")].map((input) => input.value).filter((value) => value.includes('"promise"'));
    return [...new Set([text.value, ...inChips].flatMap((words) => words.match(GAP) ?? []))];
  };
  // In the words and in what is promised with them.
  const fillIn = (gap, value) => {
    for (const chip of chips.children) {
      const [input, , words] = chip.children;
      input.value = input.value.replaceAll(gap, () => JSON.stringify(value).slice(1, -1));
      words.textContent = words.textContent.replaceAll(gap, () => value);
      chip.lastElementChild.setAttribute("aria-label", `${place.dataset.takeOff} ${words.textContent}`);
    }
    text.value = text.value.replaceAll(gap, () => value);
    text.dispatchEvent(new Event("input", { bubbles: true }));
    if (gapsLine.hidden) text.focus();
    else gapsLine.querySelector("input").focus();
  };
  const showGaps = () => {
    const found = gaps(), line = gapsLine.dataset.shown ?? "";
    if (line === found.join()) return found;
    gapsLine.dataset.shown = found.join();
    gapsLine.hidden = !found.length;
    gapsLine.replaceChildren(gapsLine.firstElementChild, ...found.map((gap) => {
      const button = node("button", "d-link", gap), input = node("input", "d-input");
      button.type = "button";
      button.addEventListener("click", () => select(gap));
      Object.assign(input, { type: "text", ariaLabel: place.dataset.value.replace("%s", gap) });
      input.addEventListener("change", () => input.value.trim() && fillIn(gap, input.value.trim()));
      return node("span", "", button, input);
    }));
    return found;
  };
  gapsLine.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change"));
  });
  composer.addEventListener("submit", (event) => {
    const found = composer.classList.contains("d-as-note") ? [] : showGaps();
    if (!found.length) {
      sent = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (text.value.includes(found[0])) select(found[0]);
    else gapsLine.querySelector("input").focus();
  }, true);

  // Chips: what is done with the answer.
  const dropped = () => {
    chips.hidden = !chips.children.length;
    showGaps();
  };
  const add = (chip) => {
    for (const old of [...chips.children]) {
      const same = old.firstElementChild.value === chip.value || (chip.alone && old.dataset.alone === chip.alone);
      if (same) old.remove();
    }
    const input = document.createElement("input"), button = node("button", "", icon("close"));
    Object.assign(input, { type: "hidden", name: "steps", value: chip.value });
    button.type = "button";
    button.setAttribute("aria-label", `${place.dataset.takeOff} ${chip.words}`);
    const made = node("li", "d-pill", input, icon(chip.icon), node("span", "", chip.words), button);
    made.dataset.alone = chip.alone;
    chips.append(made);
  };
  chips.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const chip = button.closest("li"), next = chip.nextElementSibling ?? chip.previousElementSibling;
    chip.remove();
    dropped();
    (next?.querySelector("button") ?? text).focus();
  });
  text.addEventListener("input", () => {
    // Once they are sent and the words are gone, so is what was done with them.
    if (sent && !text.value) chips.replaceChildren();
    if (sent && !text.value) dropped();
    sent = sent && !text.value;
    showGaps();
  });

  // The palette.
  const withGaps = (words) => {
    const parts = [];
    let end = 0;
    for (const match of words.matchAll(GAP)) {
      parts.push(words.slice(end, match.index), node("mark", "", match[0]));
      end = match.index + match[0].length;
    }
    return [...parts, words.slice(end)];
  };
  const look = () => {
    const macro = shown[at];
    for (const [i, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(i === at));
    if (macro) find.setAttribute("aria-activedescendant", list.children[at].id);
    else find.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
    preview.replaceChildren(...(macro ? [
      node("p", "d-macro-words", ...withGaps(macro.text)),
      node("p", "d-pills", ...macro.chips.map((chip) => node("span", "d-pill", icon(chip.icon), chip.words))),
    ] : []));
  };
  const show = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const holds = (where) => words.every((word) => where.toLowerCase().includes(word));
    const named = (macros ?? []).filter((macro) => holds(macro.name));
    shown = [...named, ...(macros ?? []).filter((macro) => !named.includes(macro) && holds(`${macro.name} ${macro.text}`))];
    at = 0;
    list.replaceChildren(...shown.map((macro, i) => {
      const option = node("li", "", node("span", "", macro.name), node("span", "d-sub", macro.whose));
      option.id = `macro-${i}`;
      option.setAttribute("role", "option");
      option.addEventListener("click", () => apply(macro));
      option.addEventListener("pointermove", () => {
        if (at === i) return;
        at = i;
        look();
      });
      return option;
    }));
    if (macros) told.textContent = shown.length ? "" : macros.length ? told.dataset.none : told.dataset.empty;
    look();
  };
  const read = async () => {
    try {
      const answer = await fetch(place.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw answer;
      macros = (await answer.json()).macros;
      show();
    } catch {
      told.textContent = place.dataset.failed;
    }
  };
  const open = (bySlash) => {
    slash = bySlash;
    palette.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    palette.style.setProperty("--d-room", `${Math.max(220, composer.getBoundingClientRect().top - 72)}px`);
    show();
    find.focus();
    read();
  };
  const close = (typed = "") => {
    palette.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    find.value = "";
    if (typed) put(typed);
  };
  const put = (words) => {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const apply = (macro) => {
    close();
    text.focus();
    if (macro.text) put(macro.text);
    macro.chips.forEach(add);
    dropped();
    if (macro.missing.length) select(macro.missing[0]);
    const token = composer.elements.csrfmiddlewaretoken.value;
    fetch(place.dataset.used.replace("/0/", `/${macro.id}/`), { method: "POST", keepalive: true, headers: { "X-CSRFToken": token } });
  };
  const move = (by) => {
    at = (at + by + shown.length) % (shown.length || 1);
    look();
  };
  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => shown[at] && apply(shown[at]),
    Escape: () => {
      // Whoever meant a mere slash has it, with what they typed after it.
      close(slash ? `/${find.value}` : "");
      text.focus();
    },
  };
  palette.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const act = event.isComposing || (event.target !== find && event.key !== "Escape") ? null : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  find.addEventListener("input", (event) => {
    event.stopPropagation();
    show();
  });
  opener.addEventListener("click", () => palette.hidden ? open(false) : close());
  palette.querySelector("[data-close]").addEventListener("click", () => {
    close();
    text.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!palette.hidden && !palette.contains(event.target) && !opener.contains(event.target)) close();
  });
  text.addEventListener("beforeinput", (event) => {
    if (event.data !== "/" || event.inputType !== "insertText" || event.isComposing) return;
    const before = text.value.slice(0, text.selectionStart);
    if (before && !before.endsWith("\n")) return;
    event.preventDefault();
    open(true);
  });

  showGaps();
})();
