// The bell: the server calls the room of its member when something is new or was read, and the page
// asks how many there are.
import { hear } from "./asking.js";

export function watchBell(socket, bell) {
  const room = bell.dataset.bell;
  if (bell.querySelector(".bell__number").hidden) takeBack();
  hear(socket, room, () => update(bell));
}

async function update(bell) {
  let answer;
  try {
    answer = await fetch("/notices/unread");
  } catch {
    return; // off-line: the next page has it
  }
  if (!answer.ok) return;
  const { unread, number, label } = await answer.json();
  const place = bell.querySelector(".bell__number");
  place.textContent = number;
  place.hidden = unread === 0;
  bell.setAttribute("aria-label", label);
  bell.title = label;
  if (unread === 0) takeBack();
}

// What was read here is not shown by the device any more.
async function takeBack() {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await registration?.getNotifications?.()) ?? []) shown.close();
}
