// Letters in the queue and on the page of a case; all they do can be pressed on the page as well.
// Single letters can be switched off, since who speaks to the browser types them unwillingly.
const SWITCH = "tribe-letters";
const TYPED = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const isOn = () => localStorage.getItem(SWITCH) !== "off";

export function hearLetters(root) {
  const toggle = root.querySelector("[data-keys-switch]");
  const draw = () => {
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", String(isOn()));
  };
  toggle?.addEventListener("click", () => {
    localStorage.setItem(SWITCH, isOn() ? "off" : "on");
    draw();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!isOn() || !/^[a-z]$/.test(event.key) || event.target.closest(TYPED)) return;
    if (press(root, event.key)) event.preventDefault();
  });
  if (toggle) draw();
}

function press(root, key) {
  if (key === "j") return step(root, 1);
  if (key === "k") return step(root, -1);
  const row = document.activeElement.closest("[data-row]");
  const wanted = key === "x" ? row?.querySelector("input") : only(root, key);
  if (!wanted) return false;
  if (key !== "x") wanted.focus();
  if (wanted.tagName !== "TEXTAREA") wanted.click();
  return true;
}

// One letter may choose an act of posts and one of topics: where both stand it chooses neither.
function only(root, key) {
  const found = [...root.querySelectorAll(`[data-key="${key}"]`)].filter((one) => !one.disabled);
  return found.length === 1 ? found[0] : null;
}

function step(root, by) {
  const rows = [...root.querySelectorAll("[data-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  next?.querySelector("a").focus();
  return rows.length > 0;
}
