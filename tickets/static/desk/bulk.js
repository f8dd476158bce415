// Ticking rows of the list: how many are chosen, all of a page at once, and a row of them with Shift.
(() => {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const count = bar.querySelector(".d-bulk-count");
  const page = bar.querySelector("[data-page]");
  const all = bar.querySelector("[name=all]");
  let last = null;
  // Asked anew each time: rows of a living list come and go.
  const ticks = () => [...document.querySelectorAll("input.d-choose")];

  const tell = () => {
    const rows = ticks();
    const chosen = rows.filter((tick) => tick.checked).length;
    const some = chosen > 0 || all.checked;
    bar.classList.toggle("d-on", some);
    page.checked = chosen > 0 && chosen === rows.length;
    page.indeterminate = chosen > 0 && chosen < rows.length;
    const words = all.checked ? all.closest("label").textContent.trim() : count.dataset.some.replace("%n", chosen);
    count.textContent = some ? words : count.dataset.none;
  };

  document.addEventListener("click", (event) => {
    const tick = event.target;
    if (!(tick instanceof HTMLInputElement) || !tick.classList.contains("d-choose")) return;
    const rows = ticks();
    const [from, to] = [rows.indexOf(last), rows.indexOf(tick)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) rows.slice(from, to + 1).forEach((row) => { row.checked = tick.checked; });
    last = tick;
  });
  document.addEventListener("change", (event) => {
    if (event.target === page) ticks().forEach((tick) => { tick.checked = page.checked; });
    if (event.target === page || event.target === all || event.target.classList?.contains("d-choose")) tell();
  });
  window.addEventListener("pageshow", tell);
  bar.classList.add("d-scripted");
  tell();
})();
