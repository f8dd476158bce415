// What the ticket's page does beside Unfold's Alpine: send with Ctrl+Enter, close menus.
(() => {
  const composer = document.getElementById("composer");

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.d-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.d-menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  if (composer) {
    composer.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      const wanted = composer.classList.contains("d-as-note") ? "[data-note]" : "[data-send]";
      const button = composer.querySelector(`button${wanted}`);
      if (composer.reportValidity()) composer.requestSubmit(button);
    });
  }

  const strip = document.getElementById("strip");
  if (strip) {
    new IntersectionObserver(([entry]) => {
      document.body.classList.toggle("d-scrolled", !entry.isIntersecting && entry.boundingClientRect.top < 0);
    }, { rootMargin: "-66px 0px 0px" }).observe(strip);  // the page's head lies over so much
  }

  const refused = document.getElementById("refused");
  if (refused) refused.scrollIntoView({ block: "center" });
})();
