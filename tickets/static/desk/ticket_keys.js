// The ticket's page by keyboard: what has a data-key is pressed by it. What the keys do is told on the sheet that "?" opens.
(() => {
  const { add } = window.deskKeys || {};
  if (!add) return;
  const text = document.getElementById("composer-text");
  // The composer shows its controls once somebody is in it.
  const press = (control) => {
    if (text && control.form === text.form && !control.checkVisibility()) text.focus();
    if (!control.checkVisibility()) return;
    control.scrollIntoView({ block: "nearest" });
    control.focus({ preventScroll: true });
    control.click();
    const leads = control.dataset.leads;  // to a field that Alpine shows with the next frame
    if (leads) requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector(leads).focus()));
  };
  for (const key of ["r", "n", "p", "m", "a", "s", "e"]) {
    add(key, () => {
      const control = document.querySelector(`[data-key=${key}]`);
      if (control) press(control);
    });
  }
  // Out of what one writes, to the keys. Whoever has a menu open there closes that first.
  text?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    event.target.blur();
  });
})();
