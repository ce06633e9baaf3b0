// Another language or theme draws the page anew: what was typed and chosen in its forms goes along,
// once, in this tab.
const LEFT = "typed";

const isChoice = (field) => field.matches("[type=radio], [type=checkbox]");
const state = (field) => (isChoice(field) ? "checked" : "value");
const drawn = (field) => (isChoice(field) ? field.defaultChecked : field.defaultValue);

// Fields by where their form leads, by the version of what it changes, since what another saved
// meanwhile is not written over unseen, by name, and by their place among those that are alike.
function fieldsHere() {
  const here = new Map();
  for (const field of document.querySelectorAll("textarea, select, input:not([type=hidden], [type=password], [type=file])")) {
    const form = field.form;
    if (form?.getAttribute("method") !== "post" || !field.name) continue;
    let key = [form.getAttribute("action"), form.elements.version?.value, field.name, isChoice(field) && field.value].join();
    while (here.has(key)) key += "+";
    here.set(key, field);
  }
  return here;
}

try {
  const left = JSON.parse(sessionStorage.getItem(LEFT));
  sessionStorage.removeItem(LEFT);
  for (const [key, field] of left ? fieldsHere() : []) {
    const value = left[key];
    if (value === undefined || field[state(field)] === value) continue;
    field[state(field)] = value;
    for (let fold = field; (fold = fold.parentElement.closest("details")); ) fold.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
} catch {
  // storage is closed to us: the page works as it would without
}

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-turns]")) return;
  const typed = {};
  for (const [key, field] of fieldsHere()) {
    if (field[state(field)] !== drawn(field)) typed[key] = field[state(field)];
  }
  try {
    sessionStorage.setItem(LEFT, JSON.stringify(typed));
  } catch {
    // no room
  }
});
