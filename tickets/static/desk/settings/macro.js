// A macro's form: shows what is typed as it would be sent in a ticket.
(() => {
  const place = document.getElementById("macro-preview");
  const form = document.getElementById("macro_form");
  if (!place || !form) return;
  const number = place.querySelector("input");
  const part = (name) => place.querySelector(`[data-${name}]`);
  let timer, asked = 0;

  const show = (told) => {
    const gaps = [[place.dataset.unknown, told.unknown], [place.dataset.missing, told.missing.filter((gap) => !told.unknown.includes(gap))]];
    part("ticket").textContent = told.ticket;
    part("text").textContent = told.text;
    part("chips").replaceChildren(...told.chips.map((chip) => {
      const pill = document.createElement("span");
      pill.className = "d-pill";
      pill.textContent = chip.words;
      return pill;
    }));
    part("gaps").textContent = gaps.filter(([, names]) => names.length).map(([words, names]) => `${words} ${names.join(", ")}`).join(" ");
  };
  const look = async () => {
    const mine = ++asked, said = new FormData(form);
    said.set("ticket", number.value);
    try {
      const answer = await fetch(place.dataset.url, { method: "POST", body: said });
      if (!answer.ok) throw answer;
      const told = await answer.json();
      if (mine === asked) show(told);
    } catch {
      part("gaps").textContent = place.dataset.failed;
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, 300);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  number.addEventListener("input", soon);
  look();
})();
