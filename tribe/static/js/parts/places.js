// A live place is an element such as
//   <ol data-live="topic:12" data-live-url="/t/12/after?from=21" data-live-last="41"
//       data-live-one="One new reply" data-live-many="{n} new replies">
//   <p class="hush" role="status" data-live-said></p>
// The page asks to hear of its room ("watch"); the server calls the room by its name. What the page
// lacks is then fetched as HTML, so that permissions and words are the server's own: the url with
// the last number and the moment of the answer before, answering elements that each carry
// data-number. Later ones are added below, others take the place of those that stood there. A
// reader who is further up gets a button instead of a page that jumps.
import { LATER, SOON, asker } from "./asking.js";
import { swap, swapPost } from "./swapping.js";

const MOST = 10; // askings for what came during an absence

export function watch(socket, place) {
  const room = place.dataset.live;
  const askWithin = asker(() => fetchLack(place));
  let isFirst = true;
  socket.on("connect", () => {
    socket.emit("watch", { room }, () => askWithin(isFirst ? 0 : LATER)); // what came while away
    isFirst = false;
  });
  socket.on("again", (closed) => {
    if (closed.room === room) setTimeout(() => socket.emit("watch", { room }, () => askWithin(LATER)), Math.random() * LATER);
  });
  socket.on(room, ({ number, wait = 1 }) => askWithin(number > Number(place.dataset.liveLast) ? SOON * wait : LATER * Math.max(wait / 2, 1)));
}

// Before any answer gave a moment of the server's clock, the age of the page stands for it. One that
// Back brought may be any copy that the browser had: what changed within a week is looked at.
const WEEK = 604_800; // seconds
const isCopy = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const age = () => Math.ceil(Math.max(performance.now(), Date.now() - performance.timeOrigin) / 1000) + (isCopy ? WEEK : 0);

async function fetchLack(place) {
  for (let round = 0; round < MOST; round += 1) {
    const url = new URL(place.dataset.liveUrl, location.href);
    url.searchParams.set("after", place.dataset.liveLast);
    if (place.dataset.liveSince) url.searchParams.set("since", place.dataset.liveSince);
    else url.searchParams.set("age", age());
    let answer;
    try {
      answer = await fetch(url, { headers: { "X-Live": "1" } });
    } catch {
      return; // off-line: the next message, or a reload, brings it
    }
    if (!answer.ok) return;
    tellState(place, answer.headers.get("Live-State"));
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    place.dataset.liveSince = answer.headers.get("Live-Since") ?? "";
    take(place, [...template.content.querySelectorAll("[data-number]")]);
    if (!answer.headers.get("Live-More")) return;
  }
}

// What the page offers was drawn when it was open, or closed: a line says where that is over.
function tellState(place, state) {
  for (const line of place.parentElement.querySelectorAll("[data-state]")) {
    const isHidden = line.dataset.state !== state || place.dataset.liveState === state;
    if (line.hidden !== isHidden) swap(() => (line.hidden = isHidden));
  }
}

function take(place, items) {
  const last = Number(place.dataset.liveLast);
  const fresh = [];
  for (const item of items) {
    const stands = document.getElementById(item.id);
    if (stands) swapPost(stands, item);
    else if (Number(item.dataset.number) > last) fresh.push(item);
  }
  if (!fresh.length) return;
  place.dataset.liveLast = fresh.at(-1).dataset.number;
  const wasAtEnd = isAtEnd(place);
  for (const item of fresh) item.classList.add("arriving");
  swap(() => place.append(...fresh));
  announce(place, fresh, wasAtEnd);
}

const isAtEnd = (place) => place.getBoundingClientRect().bottom < innerHeight + 200;

// Said once to those who hear the page; those who see it get a link where it came out of sight.
function announce(place, fresh, wasAtEnd) {
  const said = place.parentElement.querySelector("[data-live-said]");
  const words = (count) => ((count === 1 ? place.dataset.liveOne : place.dataset.liveMany) ?? "+{n}").replace("{n}", count);
  if (said) said.textContent = words(fresh.length);
  if (wasAtEnd) return;
  let note = place.parentElement.querySelector(".live-note");
  if (!note) {
    note = document.createElement("div");
    note.className = "live-note";
    note.append(Object.assign(document.createElement("a"), { className: "button button--small" }));
    place.after(note);
    note.count = 0;
    note.firstChild.href = `#${fresh[0].id}`;
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      seen.disconnect();
      note.remove();
    });
    seen.observe(fresh[0]);
  }
  note.count += fresh.length;
  note.firstChild.textContent = words(note.count);
}
