// <form data-draft="topic-12"> keeps what is typed in this tab until the server says that it has
// accepted it, by <meta name="accepted" content="topic-12"> in the page that follows.
const DRAFT = "draft:";

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT + key)) ?? null;
  } catch {
    return null; // storage is closed to us, or holds what we did not write
  }
}

function write(key, fields) {
  try {
    sessionStorage.setItem(DRAFT + key, JSON.stringify(fields));
  } catch {
    // no room: the page works as it would without drafts
  }
}

const isText = (field) => field.matches("textarea, input:not([type=radio], [type=checkbox])");
const kept = (form) => [...form.elements].filter((field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=password], [type=file])"));

export function save(form) {
  const fields = kept(form).map((field) => [field.name, field.value, isText(field) || field.matches("select") || field.checked]);
  write(form.dataset.draft, fields);
}

// A page that brings words of its own, such as a quote, gets them below those that were begun.
function join(begun, given) {
  if (!given || begun.includes(given.trim())) return begun;
  return begun.trim() ? `${begun.trimEnd()}\n\n${given}` : given;
}

function restore(form) {
  if (form.dataset.typed === "sent") save(form); // what was sent, and of which a part is done
  const fields = read(form.dataset.draft);
  if (!Array.isArray(fields) || "typed" in form.dataset) return; // the server shows what was sent
  for (const field of kept(form)) {
    const found = fields.find(([name, value]) => name === field.name && (isText(field) || field.matches("select") || value === field.value));
    if (!found) continue;
    if (field.matches("textarea")) field.value = isOwn(form) ? found[1] : join(found[1], field.defaultValue);
    else if (isText(field) || field.matches("select")) field.value = found[1] || field.value;
    else field.checked = found[2];
  }
}

// A form for something that exists already shows its text: the draft stands in its place.
const isOwn = (form) => form.querySelector("input[name=version]") !== null;

for (const meta of document.querySelectorAll("meta[name=accepted]")) {
  try {
    sessionStorage.removeItem(DRAFT + meta.content);
  } catch {
    break;
  }
}
document.querySelectorAll("form[data-draft]").forEach(restore);
// Where the words of the page or of a draft stand already, one writes on after them.
for (const box of document.querySelectorAll("textarea[autofocus]")) {
  box.setSelectionRange(box.value.length, box.value.length);
  box.scrollTop = box.scrollHeight;
}
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.draft) save(form);
});
// What is kept here is later than what the page was drawn from, which goes along without scripts.
document.addEventListener("submit", ({ target }) => {
  if (document.querySelector("form[data-draft]")) target.querySelector("[name=typed-at]")?.remove();
});
