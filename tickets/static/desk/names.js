// "@" in a note offers who may see the ticket; "f" follows it. The words stay the textarea's own: what is chosen is typed into it.
(() => {
  window.deskKeys?.add("f", () => document.querySelector("[data-follow]")?.click());
  const place = document.getElementById("names"), text = document.getElementById("composer-text");
  if (!place || !text) return;
  const composer = text.closest("form"), [list, told] = place.children;
  const MOST = 8;
  let people = null, shown = [], at = 0, word = null;

  // The word with an @ that the caret stands in, in a note: where it begins, and what is typed of it.
  const typed = () => {
    if (!composer.classList.contains("d-as-note") || text.selectionStart !== text.selectionEnd) return null;
    const before = text.value.slice(0, text.selectionStart);
    const found = /(?:^|[^\w@.])@([\w.+-]{0,40})$/.exec(before);
    return found && { start: before.length - found[1].length, said: found[1].toLowerCase() };
  };
  const close = () => {
    place.hidden = true;
    shown = [];
    told.textContent = "";
    for (const name of ["aria-activedescendant", "aria-controls", "aria-autocomplete"]) text.removeAttribute(name);
  };
  const look = () => {
    for (const [i, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(i === at));
    text.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (person) => {
    const { start } = word;
    text.setRangeText(`${person.name} `, start, text.selectionStart, "end");
    close();
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const option = (person, i) => {
    const made = document.createElement("li"), called = document.createElement("span"), name = document.createElement("span");
    Object.assign(made, { id: `name-${i}`, role: "option" });
    called.textContent = person.called;
    name.textContent = `@${person.name}`;
    name.className = "d-sub";
    made.append(called, name);
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the caret stays where it is
      choose(person);
    });
    return made;
  };
  const read = async () => {
    people = [];
    try {
      const answer = await fetch(place.dataset.url, { headers: { Accept: "application/json" } });
      people = answer.ok && !answer.redirected ? (await answer.json()).people : null;
    } catch {
      people = null; // asked for again with the next letter
    }
    if (people) show();
  };
  const show = () => {
    word = typed();
    if (!word) return close();
    if (!people) return void read();
    const begins = (person) => [person.name, ...person.called.split(" ")].some((part) => part.toLowerCase().startsWith(word.said));
    shown = people.filter(begins).slice(0, MOST);
    if (!shown.length) return close();
    at = 0;
    list.replaceChildren(...shown.map(option));
    place.hidden = false;
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", list.id);
    told.textContent = place.dataset.many.replace("%n", shown.length);
    return look();
  };
  const move = (by) => {
    at = (at + by + shown.length) % shown.length;
    look();
  };
  const KEYS = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => choose(shown[at]), Tab: () => choose(shown[at]), Escape: close };
  // Before what else the composer does with these keys.
  text.addEventListener("keydown", (event) => {
    const act = shown.length && !event.isComposing && !event.ctrlKey && !event.metaKey && !event.shiftKey && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, true);
  text.addEventListener("input", show);
  text.addEventListener("blur", close);
})();
