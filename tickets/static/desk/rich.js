// Answers are written as Markdown in the plain field: a bar puts the marks, what is pasted from a page becomes marks, and a preview
// shows the mail as it will leave. The two libraries are fetched when somebody begins to write.
(() => {
  const bar = document.getElementById("rich");
  if (!bar) return;
  const composer = bar.closest("form"), text = composer.elements.text, [button, shown] = bar.querySelectorAll("[data-preview], [data-shown]");
  composer.addEventListener("focusin", async () => {
    const [, paste] = await Promise.all([import(bar.dataset.toolbar), import(bar.dataset.paste)]);
    paste.subscribe(text);
  }, { once: true });

  // Pressing a mark leaves the words selected and the composer open.
  bar.querySelector("markdown-toolbar").addEventListener("mousedown", (event) => event.preventDefault());

  const close = () => {
    shown.hidden = true;
    button.setAttribute("aria-expanded", "false");
  };
  button.addEventListener("click", async () => {
    if (!shown.hidden) return close();
    const body = new URLSearchParams({ text: text.value, csrfmiddlewaretoken: composer.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(bar.dataset.url, { method: "POST", body });
      if (!answer.ok || answer.redirected) throw answer;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown.replaceChildren(...page.body.childNodes);
    } catch {
      shown.textContent = bar.dataset.failed;
    }
    shown.hidden = false;
    button.setAttribute("aria-expanded", "true");
  });
  text.addEventListener("input", close);
})();
