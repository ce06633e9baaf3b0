// <div data-pieces="event:5" data-pieces-url="/events/5/pieces"> holds elements that the server draws
// anew, each under its id, when something happened to the thing, until it is gone for who looks.
import { LATER, asker } from "./asking.js";
import { drawing, replace } from "./swapping.js";

export function watchPieces(socket, place) {
  const room = place.dataset.pieces;
  let isGone = false;
  const askWithin = asker(async () => {
    if (!isGone) isGone = (await fetchPieces(place)) === 404;
  });
  const watch = () => socket.emit("watch", { room }, () => askWithin(LATER));
  socket.on("connect", watch);
  socket.on("again", (closed) => closed.room === room && setTimeout(watch, Math.random() * LATER));
  socket.on(room, ({ wait = 1 }) => askWithin(LATER * Math.max(wait / 2, 1)));
}

async function fetchPieces(place) {
  const answer = await fetch(place.dataset.piecesUrl).catch(() => null);
  if (!answer?.ok) return answer?.status;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  for (const fresh of [...template.content.children]) {
    const old = document.getElementById(fresh.id);
    if (old && drawing(old) !== drawing(fresh)) replace(old, fresh);
  }
}
