// How far the files are: the page looks again while one is under way, and what is focused stays focused.
(() => {
  const EVERY = 2000, here = document.getElementById("files"), said = document.getElementById("files-said");
  const states = () => [...here.querySelectorAll(".r-far")].map((row) => row.querySelector("progress") ? "" : row.textContent.trim().replace(/\s+/g, " "));
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.redirected || !answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("files");
      const focused = document.activeElement?.id, before = states();
      here.innerHTML = fresh.innerHTML;
      here.toggleAttribute("data-looks-again", fresh.hasAttribute("data-looks-again"));
      if (focused) document.getElementById(focused)?.focus();
      const news = states().filter((state, place) => state && state !== before[place]);
      if (news.length) said.textContent = news.join(". ");
    } catch {
      // The next look may find the desk again.
    }
    again();
  };
  const again = () => {
    if (here.hasAttribute("data-looks-again")) setTimeout(look, EVERY);
  };
  again();
})();
