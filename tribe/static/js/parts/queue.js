// The number of cases that wait: the server calls its room when another number waits.
import { asker, LATER } from "./asking.js";

export function watchQueue(socket, link) {
  const room = link.dataset.queue;
  const askWithin = asker(() => update(link));
  let wasAway = false;
  socket.on("connect", () => {
    socket.emit("watch", { room });
    if (wasAway) askWithin(LATER);
  });
  socket.on("disconnect", () => {
    wasAway = true;
  });
  socket.on(room, () => askWithin(LATER));
}

async function update(link) {
  const answer = await fetch("/moderation/waiting").catch(() => null);
  if (!answer?.ok) return;
  const { number, label } = await answer.json();
  const place = link.querySelector(".bell__number");
  place.textContent = number;
  place.hidden = number === 0;
  link.setAttribute("aria-label", label);
  link.title = label;
}
