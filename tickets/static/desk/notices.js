// A sound and a notice of the browser for a new chat or call, on every page of who asked for one (My desk). Who asked for
// neither is asked about again after ten minutes, and nothing else is sent.
(() => {
  const address = new URL(document.currentScript.src).hash.slice(1);
  if (!address) return; // nobody is signed in
  const EVERY = 5000;
  const OFF_FOR = 600_000;
  const told = new Set(JSON.parse(localStorage.getItem("d-told") || "[]"));
  let etag = "";
  let first = true;

  function sound() {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.15, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.6);
    tone.onended = () => audio.close();
  }

  function notice(one) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const shown = new Notification(one.words, { tag: `d-${one.id}` });
    shown.onclick = () => {
      window.focus();
      location.href = address.replace("alerts/", `${one.ticket}/change/`);
    };
  }

  function tell(state) {
    // Another tab of the same browser may have told it already.
    for (const id of JSON.parse(localStorage.getItem("d-told") || "[]")) told.add(id);
    const fresh = state.new.filter((one) => !told.has(one.id));
    for (const one of fresh) told.add(one.id);
    localStorage.setItem("d-told", JSON.stringify([...told].slice(-100)));
    if (first || !fresh.length) return; // what was there before this page was opened is no news
    if (state.sound) sound();
    if (state.notice) fresh.forEach(notice);
  }

  async function ask() {
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(address, { headers, cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect") return; // signed out: this page is over
      if (answer.status === 200) {
        const state = await answer.json();
        if (!state.sound && !state.notice) {
          localStorage.setItem("d-quiet-until", String(Date.now() + OFF_FOR));
          return;
        }
        etag = answer.headers.get("ETag") || "";
        tell(state);
      }
      first = false;
    } catch {
      // The network is away: asked again.
    }
    setTimeout(ask, EVERY);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("[data-my-desk]");
    if (form) {
      localStorage.removeItem("d-quiet-until");
      form.addEventListener("change", (event) => {
        if (event.target.name === "notice" && event.target.checked && "Notification" in window) Notification.requestPermission();
      });
    }
    if (Number(localStorage.getItem("d-quiet-until") || 0) < Date.now()) ask();
  });
})();
