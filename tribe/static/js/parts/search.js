// Below a field with data-few, what is found while one types; "/" leads to the field of search.
const PAUSE = 250; // milliseconds without a key before anything is asked

function listBelow(field) {
  const sheet = document.createElement("div");
  sheet.className = "few__sheet";
  sheet.setAttribute("aria-live", "polite");
  field.insertAdjacentElement("afterend", sheet);
  let waiting, asked = "";
  const show = async () => {
    const typed = field.value.trim();
    if (typed === asked) return;
    asked = typed;
    const answer = typed && (await fetch(`${field.dataset.few}?q=${encodeURIComponent(typed)}`).catch(() => null));
    if (typed === asked) sheet.innerHTML = answer?.ok ? await answer.text() : "";
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  return sheet;
}
document.querySelectorAll("[data-few]").forEach(listBelow);

// The arrows lead from the field into what is listed below it, and back.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const sheet = event.target.closest?.(".few__sheet") ?? event.target.closest?.("[data-few]")?.nextElementSibling;
  if (!step || !sheet) return;
  const places = [sheet.previousElementSibling, ...sheet.querySelectorAll("a")];
  const next = places[places.indexOf(event.target) + step];
  if (!next || (step < 0 && event.target === places[0])) return;
  event.preventDefault();
  next.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll(".head__search .few__sheet").forEach((sheet) => sheet.replaceChildren());
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = [...document.querySelectorAll("[data-search]")].find((one) => one.offsetParent);
  if (!field) return;
  event.preventDefault();
  field.select();
  field.focus();
});
