// Forms: nothing sent twice, nothing typed lost, and the first thing wrong is where one lands.
const DRAFT = "draft:";

document.querySelector("[data-focus]")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const asks = event.submitter?.dataset.confirm;
  if (asks && !window.confirm(asks)) return event.preventDefault();
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
  for (const area of form.querySelectorAll("textarea[data-draft]")) sessionStorage.removeItem(DRAFT + area.dataset.draft);
});

// The browser's Back shows the page as it was left: it must be possible to send again.
function allowAgain(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(allowAgain));

// <textarea data-draft="topic-12"> keeps its words in this tab until they are sent.
for (const area of document.querySelectorAll("textarea[data-draft]")) {
  const kept = sessionStorage.getItem(DRAFT + area.dataset.draft);
  if (kept && !area.value) area.value = kept;
}
document.addEventListener("input", (event) => {
  const key = event.target.dataset?.draft;
  if (key) sessionStorage.setItem(DRAFT + key, event.target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest?.("form:has(textarea)")?.requestSubmit();
});
