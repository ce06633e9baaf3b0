// A list that is brought up to date while it is open (components/fresh.html): the server calls its
// rooms when somebody wrote, and the page asks for the list as it is now. What stands in both is
// drawn anew where it differs, in its place; what came is said, and shown when that is pressed, so
// that nothing moves under who reads.
import { LATER, asker } from "./parts/asking.js";
import { drawing, replace } from "./parts/swapping.js";

export function watchFresh(socket, place) {
  const { fresh, freshWithin } = place.dataset;
  const within = freshWithin ? freshWithin.split(" ") : [];
  const askWithin = asker(() => look(place));
  for (const room of fresh.split(" ").filter(Boolean)) {
    socket.on("connect", () => socket.emit("watch", { room }, () => askWithin(LATER))); // what came before
    socket.on(room, ({ category, wait = 1 }) => {
      if (!within.length || within.includes(String(category))) askWithin(LATER * Math.max(wait / 2, 1));
    });
  }
}

async function look(place) {
  const url = new URL(place.dataset.freshUrl, location.href);
  url.searchParams.set("since", place.dataset.freshSince);
  const answer = await fetch(url).catch(() => null);
  if (answer?.status !== 200) return; // nothing came, or off-line
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  const list = place.querySelector("[data-fresh-list]");
  const stands = new Map([...list.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  const came = [];
  for (const row of template.content.querySelectorAll("[data-row]")) {
    const old = stands.get(row.dataset.row);
    if (!old) came.push(row);
    else if (told(old) !== told(row)) replace(old, row.cloneNode(true));
  }
  offer(place, { came, template, hadRows: stands.size > 0, since: answer.headers.get("Live-Since"), until: answer.headers.get("Live-Until") });
}

// "3 hours ago" is no news.
const told = (row) => row.className + drawing(row).replace(/(<time[^>]*>)[^<]*/g, "$1").replace(/ title="[^"]*"(?=[^>]*datetime)/g, "");

function offer(place, now) {
  const said = place.querySelector("[data-fresh-said]");
  const old = place.querySelector(":scope > .fresh__note");
  if (!now.came.length) {
    old?.remove();
    said.textContent = "";
    return;
  }
  const words = wordsOf(place, now);
  const note = old ?? Object.assign(document.createElement("p"), { className: "fresh__note" });
  if (!old) {
    const link = Object.assign(document.createElement("a"), { className: "button button--small", href: place.dataset.freshHref });
    note.append(link);
    said.after(note);
  }
  const link = note.firstChild;
  if (link.textContent !== words) link.textContent = said.textContent = words;
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(place, note, now);
  };
}

function wordsOf(place, { came, template, hadRows }) {
  const isAllNew = came.every((row) => !row.dataset.begun || row.dataset.begun >= place.dataset.freshSince);
  const { freshOne, freshMany, freshRisenOne, freshRisenMany } = place.dataset;
  const [one, many] = isAllNew ? [freshOne, freshMany] : [freshRisenOne, freshRisenMany];
  const isWhole = hadRows && came.length === template.content.querySelectorAll("[data-row]").length; // and more beyond
  if (came.length === 1) return one;
  return many.replace("{n}", isWhole ? `${came.length}+` : came.length);
}

// Where the list begins stays where it is on the screen, and who pressed goes on at the first that came.
function show(place, note, { came, template, since, until }) {
  const list = place.querySelector("[data-fresh-list]");
  const before = note.getBoundingClientRect().top;
  const first = came[0].dataset.row;
  note.remove();
  place.querySelector("[data-fresh-said]").textContent = "";
  list.replaceChildren(template.content);
  place.dataset.freshSince = since;
  for (const field of document.querySelectorAll("main [name=until]")) field.value = until;
  scrollBy({ top: place.getBoundingClientRect().top - before, behavior: "instant" });
  list.querySelector(`[data-row="${CSS.escape(first)}"] .topic__title`)?.focus({ preventScroll: true });
}
