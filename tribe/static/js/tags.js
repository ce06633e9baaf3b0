// A field of several words with commas between offers its list for each of them: an editable combobox
// as WAI-ARIA's practices have it. Without this file the browser's own list offers the first word.
const BETWEEN = /[,;،、，；]/;

// As the server finds tags: no accents, no case, nothing between words.
const bare = (word) => word.normalize("NFKD").replace(/[\u0300-\u036f\s_.-]/g, "").toLowerCase();

function offerEach(field) {
  const names = [...field.list.options].map((option) => option.value);
  const { one, many } = field.dataset;
  field.removeAttribute("list");
  const list = Object.assign(document.createElement("ul"), { className: "offers", id: `${field.id}-offers`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.firstChild.textContent.trim() ?? "");
  const said = Object.assign(document.createElement("p"), { className: "hush" });
  said.setAttribute("role", "status");
  field.after(list, said);
  field.parentElement.classList.add("field--offers");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) field.setAttribute(name, value);
  let active = -1;

  // The word in which the caret stands: where it begins and ends, and the others.
  const word = () => {
    const { value, selectionStart: caret } = field;
    let start = caret, end = caret;
    while (start > 0 && !BETWEEN.test(value[start - 1])) start -= 1;
    while (end < value.length && !BETWEEN.test(value[end])) end += 1;
    const others = `${value.slice(0, start)},${value.slice(end)}`.split(BETWEEN).map(bare);
    return { start, end, typed: bare(value.slice(start, caret)), others };
  };
  const point = (to) => {
    active = to;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
    const option = list.children[active];
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    field.setAttribute("aria-expanded", "false");
    point(-1);
  };
  const open = () => {
    const { typed, others } = word();
    const found = names.filter((name) => bare(name).startsWith(typed) && !others.includes(bare(name))).slice(0, 8);
    const options = found.map((name, n) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${n}`, textContent: name, dir: "auto" });
      option.setAttribute("role", "option");
      return option;
    });
    close();
    if (!options.length) return;
    list.append(...options);
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    point(-1);
    said.textContent = options.length === 1 ? one : many.replace("{n}", options.length);
  };
  const take = (name) => {
    const { start, end } = word();
    const { value } = field;
    const before = start ? `${value.slice(0, start)} ` : "";
    const after = value.slice(end) || ", ";
    field.value = before + name + after;
    const caret = end < value.length ? before.length + name.length : field.value.length;
    field.setSelectionRange(caret, caret);
    field.dispatchEvent(new Event("input", { bubbles: true })); // what is typed is kept
    close();
  };

  field.addEventListener("input", (event) => {
    if (event.isComposing) return;
    if (word().typed) open();
    else close();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const isClosed = list.hidden;
      if (isClosed) open();
      const count = list.children.length;
      if (count) point(isClosed || active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count) % count);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(list.children[active].textContent);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  field.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the caret
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option.textContent);
  });
}
document.querySelectorAll("input[list][data-several]").forEach(offerEach);
