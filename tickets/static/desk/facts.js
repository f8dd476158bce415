// Facts noted in place: known names are offered, and words that are selected in a message can be named.
(() => {
  const form = document.getElementById("name-fact"), button = document.getElementById("name-it");
  const names = document.getElementById("fact-names"), starts = document.getElementById("fact-starts");
  if (!form) return;
  const name = form.querySelector("[data-name]"), value = form.querySelector("[data-value]");
  let fetched = false, selected = null;

  const option = (value) => Object.assign(document.createElement("option"), { value });
  const fetchNames = async () => {
    if (fetched) return;
    fetched = true;
    const answer = await fetch(names.dataset.url).catch(() => null);
    if (!answer?.ok) return void (fetched = false);
    const known = (await answer.json()).names;
    names.replaceChildren(...known.map(option));
    starts.replaceChildren(...known.map((one) => option(`${one}: `)));
  };
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("[list=fact-starts], [list=fact-names]")) fetchNames();
  });

  const inMessage = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".d-said .d-text");
  const look = () => {
    if (!form.hidden) return;
    const selection = document.getSelection(), place = inMessage(selection.anchorNode);
    const words = selection.toString().replace(/\s+/g, " ").trim();
    button.hidden = !words || words.length > 1000 || !place || place !== inMessage(selection.focusNode);
    if (button.hidden) return;
    const { left, bottom } = selection.getRangeAt(0).getBoundingClientRect();
    selected = { words, message: place.closest("[id]").id.replace(/^m/, ""), left: Math.max(8, Math.min(left, innerWidth - 340)), top: bottom };
    const frame = button.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
    for (const shown of [button, form]) Object.assign(shown.style, { left: `${selected.left - frame.left}px`, top: `${selected.top - frame.top + 4}px` });
  };
  document.addEventListener("mouseup", () => setTimeout(look));
  document.addEventListener("keyup", look);
  const close = () => {
    form.hidden = button.hidden = true;
    name.value = value.value = "";
  };
  button.addEventListener("mousedown", (event) => event.preventDefault());  // the selection stays
  button.addEventListener("click", () => {
    value.value = selected.words;
    form.elements.from_message.value = selected.message;
    button.hidden = true;
    form.hidden = false;
    name.focus();
  });
  form.querySelector("[data-close]").addEventListener("click", close);
  form.addEventListener("keydown", (event) => event.key === "Escape" && close());
  form.addEventListener("submit", () => {
    form.elements.facts.value = `${name.value.replaceAll(":", " ").trim()}: ${value.value}`;
  });
})();
