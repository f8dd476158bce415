// A ticket opens where the work is: at the first line that its reader has not read, or at its end. As the composer grows under
// the last line, the line stays above it.
(() => {
  const composer = document.getElementById("composer"), page = document.scrollingElement;
  if (!composer) return;
  const main = composer.closest(".d-main");
  const below = () => main.getBoundingClientRect().bottom - innerHeight;  // px of the history's end under the window's edge
  const end = () => {
    page.scrollTop += below() + parseFloat(getComputedStyle(composer).bottom);
    put = page.scrollTop;
  };
  const isAtEnd = () => Math.abs(below()) < 48;
  let atEnd = false, put = -1;
  document.addEventListener("scroll", () => { if (Math.abs(page.scrollTop - put) > 1) atEnd = isAtEnd(); }, { passive: true });
  const keep = new ResizeObserver(() => atEnd && end());
  keep.observe(composer);
  document.addEventListener("sent", () => atEnd && end());
  if (location.hash || document.getElementById("refused")) return;
  const { unread } = composer.dataset;
  const first = document.querySelector(".d-history > .d-new") || (unread && document.getElementById(unread));
  keep.observe(main);  // until letters and pictures have their size; what comes later moves nothing
  setTimeout(() => keep.unobserve(main), 2000);
  end();
  if (first && first.getBoundingClientRect().top < innerHeight * .25) first.scrollIntoView({ block: "start" });
  atEnd = isAtEnd();
})();
