// A ticket opens where the work is: at the first line that its reader has not read, or at its end. As the composer grows under
// the last line, the line stays above it.
(() => {
  const composer = document.getElementById("composer"), page = document.scrollingElement;
  if (!composer) return;
  const end = () => { page.scrollTop = page.scrollHeight; };
  const isAtEnd = () => page.scrollTop + page.clientHeight > page.scrollHeight - 24;
  let atEnd = false;
  document.addEventListener("scroll", () => { atEnd = isAtEnd(); }, { passive: true });
  new ResizeObserver(() => atEnd && end()).observe(composer);
  if (location.hash || document.getElementById("refused")) return;
  const { unread } = composer.dataset;
  const first = document.querySelector(".d-history > .d-new") || (unread && document.getElementById(unread));
  end();
  if (first && first.getBoundingClientRect().top < innerHeight * .25) first.scrollIntoView({ block: "start" });
  atEnd = isAtEnd();
})();
