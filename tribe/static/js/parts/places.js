// A live place is an element such as
//   <ol data-live="topic:12" data-live-url="/t/12/after" data-live-last="41"
//       data-live-one="One new reply" data-live-many="{n} new replies">
// The page asks to hear of its room ("watch"); the server calls the room by its name. What is new
// is then fetched as HTML, so that permissions and words are the server's own: the url with
// ?after=<last>, answering a run of elements that each carry data-number. They are added below;
// a reader who is further up gets a button instead of a page that jumps.

export function watch(socket, place) {
  const room = place.dataset.live;
  let asked = Promise.resolve();
  socket.on("connect", () => {
    socket.emit("watch", { room });
    asked = asked.then(() => fetchNew(place)); // what came while we were away
  });
  socket.on(room, () => {
    asked = asked.then(() => fetchNew(place));
  });
}

async function fetchNew(place) {
  const url = new URL(place.dataset.liveUrl, location.href);
  url.searchParams.set("after", place.dataset.liveLast);
  let answer;
  try {
    answer = await fetch(url, { headers: { "X-Live": "1" } });
  } catch {
    return; // off-line: the next message, or a reload, brings it
  }
  if (!answer.ok) return;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  const fresh = [...template.content.querySelectorAll("[data-number]")].filter(
    (item) => Number(item.dataset.number) > Number(place.dataset.liveLast) && !document.getElementById(item.id),
  );
  if (!fresh.length) return;
  place.dataset.liveLast = fresh.at(-1).dataset.number;
  const wasAtEnd = isAtEnd(place);
  for (const item of fresh) item.classList.add("arriving");
  place.append(...fresh);
  if (!wasAtEnd) announce(place, fresh);
}

const isAtEnd = (place) => place.getBoundingClientRect().bottom < innerHeight + 200;

function announce(place, fresh) {
  let note = place.nextElementSibling?.matches(".live-note") ? place.nextElementSibling : null;
  if (!note) {
    note = document.createElement("div");
    note.className = "live-note";
    note.role = "status";
    note.append(Object.assign(document.createElement("a"), { className: "button button--small" }));
    place.after(note);
    note.firstChild.addEventListener("click", () => note.remove());
    note.count = 0;
    note.firstChild.href = `#${fresh[0].id}`;
  }
  note.count += fresh.length;
  const words = note.count === 1 ? place.dataset.liveOne : place.dataset.liveMany;
  note.firstChild.textContent = (words ?? "+{n}").replace("{n}", note.count);
}
