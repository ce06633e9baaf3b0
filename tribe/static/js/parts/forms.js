// Forms: nothing sent twice, and the first thing wrong is where one lands.
document.querySelector("[data-focus]")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const asks = event.submitter?.dataset.confirm;
  if (asks && !window.confirm(asks)) return event.preventDefault();
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
});

// The browser's Back shows the page as it was left: it must be possible to send again.
function allowAgain(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(allowAgain));

// What was wrong with a field is not said of what is written there now; the form is asked again.
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[aria-invalid]")) return;
  target.removeAttribute("aria-invalid");
  const field = target.closest(".field--wrong");
  field?.classList.remove("field--wrong");
  field?.querySelector(`[id="${target.id}-error"]`)?.remove();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest?.("form:has(textarea)")?.requestSubmit();
});
