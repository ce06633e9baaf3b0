// The number of cases that wait: the server calls its room when another number waits.
import { asker, hear, LATER } from "./asking.js";

export function watchQueue(socket, link) {
  const room = link.dataset.queue;
  const askWithin = asker(() => update(link));
  const ask = () => askWithin(LATER);
  hear(socket, room, ask, ask);
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
