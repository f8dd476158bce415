// "Copy link" copies the permanent address; without this script it leads there.
document.querySelectorAll("[data-copy-link]").forEach((link) => {
  const words = link.querySelector("[aria-live]");
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    await navigator.clipboard.writeText(link.href);
    words.textContent = link.dataset.copied;
  });
});
