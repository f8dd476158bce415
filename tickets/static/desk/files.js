// Files of the composer: chosen one after the other, dropped or pasted; shown with their sizes, taken out again, and
// refused before they are sent if they are too many or too large. Without this script the plain field does the same.
(() => {
  const composer = document.getElementById("composer");
  const field = composer?.querySelector('input[type="file"]');
  const shown = composer?.querySelector("[data-chosen]");
  if (!field || !shown) return;
  const list = shown.querySelector("ul");
  const trouble = shown.querySelector("[data-trouble]");
  let chosen = [];

  const size = (bytes) => {
    if (bytes < 1000) return `${bytes} B`;
    const [amount, unit, digits] = bytes < 1e6 ? [bytes / 1e3, "KB", 0] : [bytes / 1e6, "MB", 1];
    return `${amount.toLocaleString(undefined, { maximumFractionDigits: digits })} ${unit}`;
  };

  const row = (file, at) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const bytes = document.createElement("span");
    const remove = document.createElement("button");
    item.className = "d-file";
    name.className = "d-file-name";
    bytes.className = "d-dim";
    name.textContent = file.name;
    bytes.textContent = size(file.size);
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `${field.dataset.remove} ${file.name}`);
    remove.addEventListener("click", () => {
      chosen.splice(at, 1);
      tell();
      (list.querySelector("button") ?? field).focus();
    });
    item.append(name, bytes, remove);
    return item;
  };

  // What the field holds is what is sent.
  const tell = () => {
    const held = new DataTransfer();
    chosen.forEach((file) => held.items.add(file));
    field.files = held.files;
    const total = chosen.reduce((sum, file) => sum + file.size, 0);
    const tooMany = chosen.length > Number(field.dataset.mostFiles);
    const tooLarge = total > Number(field.dataset.mostBytes);
    trouble.textContent = tooMany ? field.dataset.tooMany : tooLarge ? `${field.dataset.tooLarge} (${size(total)})` : "";
    field.setCustomValidity(trouble.textContent);
    list.replaceChildren(...chosen.map(row));
    shown.hidden = chosen.length === 0;
  };

  const add = (files) => {
    if (field.disabled) return;
    chosen = [...chosen, ...files];
    tell();
  };

  field.addEventListener("change", () => add([...field.files].filter((file) => !chosen.includes(file))));
  composer.addEventListener("paste", (event) => {
    if (field.disabled || !event.clipboardData.files.length) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });

  // What was sent is gone from here, and comes back if it did not go out.
  composer.addEventListener("files", (event) => {
    chosen = [...event.detail];
    tell();
  });

  const carriesFiles = (event) => !field.disabled && event.dataTransfer.types.includes("Files");
  for (const kind of ["dragenter", "dragover"]) {
    composer.addEventListener(kind, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      composer.classList.add("d-dropping");
    });
  }
  composer.addEventListener("dragleave", (event) => {
    if (!composer.contains(event.relatedTarget)) composer.classList.remove("d-dropping");
  });
  composer.addEventListener("drop", (event) => {
    composer.classList.remove("d-dropping");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
})();
