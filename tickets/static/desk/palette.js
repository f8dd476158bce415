// Ctrl+K: asks one address for what was typed, shows its groups, and goes where Enter points. "/" searches the list.
document.addEventListener("DOMContentLoaded", () => {
  const palette = document.getElementById("palette");
  if (!palette) return; // nobody is signed in
  const WAIT = 120; // milliseconds after the last letter
  const field = palette.querySelector("input");
  const list = document.getElementById("palette-found");
  const note = palette.querySelector("[role=status]");
  let timer = 0;
  let asking = null;
  let shown = null; // what the lines on the screen are an answer to

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function line(entry, number) {
    const link = element("a", "d-palette-line");
    Object.assign(link, { id: `palette-${number}`, href: entry.url, tabIndex: -1 });
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    const icon = element("span", "d-icon material-symbols-outlined", entry.icon);
    icon.setAttribute("aria-hidden", "true");
    link.append(icon, element("span", "d-palette-title", entry.title));
    if (entry.detail) link.append(element("span", "d-palette-detail", entry.detail));
    return link;
  }

  function show(answer) {
    let number = 0;
    list.replaceChildren(
      ...answer.groups.map((group, at) => {
        const part = element("div", "d-palette-group");
        const title = element("div", "d-palette-heading", group.title);
        title.id = `palette-group-${at}`;
        part.setAttribute("role", "group");
        part.setAttribute("aria-labelledby", title.id);
        part.append(title, ...group.entries.map((entry) => line(entry, (number += 1))));
        return part;
      }),
    );
    field.setAttribute("aria-expanded", String(number > 0));
    note.textContent = answer.note;
    choose(options()[0]);
  }

  async function ask() {
    const typed = field.value.trim();
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${palette.dataset.url}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.json());
      shown = typed;
    } catch (error) {
      if (error.name === "AbortError") return;
      show({ groups: [], note: note.dataset.failed });
    }
  }

  function open() {
    if (palette.open) return;
    palette.showModal();
    field.select();
    ask();
  }

  async function go(event) {
    if (field.value.trim() !== shown) { // Enter was faster than the answer
      clearTimeout(timer);
      await ask();
    }
    const option = chosen();
    if (!option) return;
    if (event.ctrlKey || event.metaKey) window.open(option.href, "_blank", "noopener");
    else location.assign(option.href);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Enter") go(event);
    else return;
    event.preventDefault();
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette || event.target.closest("[data-close]")) palette.close();
  });
  for (const button of document.querySelectorAll("[data-palette]")) button.addEventListener("click", open);

  const isWriting = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      open();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target) && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      const search = document.querySelector(".d-search input[name=q]");
      if (search) search.select();
      else open();
    }
  });
});
