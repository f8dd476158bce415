// Sending leaves the page where it is: the new row appears, and who writes goes on writing. What is refused is put back into
// the composer, with the reason above it. Without this script the form sends itself.
(() => {
  const composer = document.getElementById("composer"), said = document.getElementById("said");
  const page = window.ticketPage, draft = window.ticketDraft;
  if (!composer || !page || !draft) return;
  const text = composer.elements.text, files = composer.elements.attachments;
  let queue = Promise.resolve();

  const tell = (words, bad = false) => {
    said.textContent = words;
    said.classList.toggle("d-bad", bad);
    said.hidden = !words;
  };
  const renewTokens = async () => {
    const fetched = await fetch(document.getElementById("live").dataset.page);
    const token = new DOMParser().parseFromString(await fetched.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token.value;
  };
  const post = async (url, form) => {
    for (const [name, value] of Object.entries(page.carried)) form.set(name, value);
    form.set("csrfmiddlewaretoken", composer.elements.csrfmiddlewaretoken.value);
    return fetch(url, { method: "POST", body: form, headers: { "X-In-Place": "1" } });
  };
  const isLogin = (answer) => new URL(answer.url).pathname.includes("/login/");

  // What is typed meanwhile stays below what comes back.
  const putBack = (given) => {
    const since = draft.holds().text;
    draft.fill({ ...given.words, text: since ? `${given.words.text}\n${since}` : given.words.text });
    composer.dispatchEvent(new CustomEvent("files", { detail: given.files }));
    draft.kept();
  };
  const deliver = async (url, form, given) => {
    composer.setAttribute("aria-busy", "true");
    await draft.hold();
    const failed = (words) => {
      putBack(given);
      tell(words, true);
      return false;
    };
    let answer = await post(url, form);
    if (answer.status === 403) {
      await renewTokens();
      answer = await post(url, form);
    }
    if (isLogin(answer)) return failed(said.dataset.signedOut);
    const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (doc.getElementById("refused")) {
      putBack(given);
      page.refuse(doc);
      return false;
    }
    if (!answer.ok) return failed(said.dataset.failed);
    draft.sent();
    tell(doc.getElementById("messages")?.textContent.trim() || "");
    if (!doc.getElementById("live")) return location.assign(answer.url);
    page.sent(doc, new URL(answer.url).searchParams.get("seen") || page.carried.seen);
    document.dispatchEvent(new Event("sent"));
    return true;
  };

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const { submitter } = event, form = new FormData(composer, submitter);
    const url = submitter?.getAttribute("formaction") || composer.getAttribute("action");
    const given = { words: draft.holds(), files: [...(files?.files || [])] };
    queue = queue.then((went) => {
      if (went === false) return putBack(given);
      return deliver(url, form, given).catch(() => {
        putBack(given);
        tell(said.dataset.failed, true);
        return false;
      });
    }).finally(() => composer.removeAttribute("aria-busy"));
    const last = queue;
    last.then(() => { if (queue === last) queue = Promise.resolve(); });
    tell(said.dataset.sending);
    draft.hold();
    draft.fill({ mode: given.words.mode, text: "", given: { channel: given.words.given.channel } });
    composer.dispatchEvent(new CustomEvent("files", { detail: [] }));
    text.focus({ preventScroll: true });
  });

  text.addEventListener("input", () => said.classList.contains("d-bad") || tell(""));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !("enter" in composer.dataset)) return;
    if (composer.classList.contains("d-as-note") || new FormData(composer).get("channel") !== "chat") return;
    event.preventDefault();
    if (text.value.trim()) composer.requestSubmit(composer.querySelector("[data-send]"));
  });
})();
