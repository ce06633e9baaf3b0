// Sends what waited for a signal: each form once, as the member who wrote it, with a fresh token.
import { drop, isOld, keep, listUnsent } from "./kept.js";

const PATIENCE = 30_000; // ms

async function ask(address, options = {}) {
  const ends = new AbortController();
  const clock = setTimeout(() => ends.abort(), PATIENCE);
  try {
    return await fetch(address, { ...options, redirect: "manual", signal: ends.signal, headers: { Accept: "application/json" } });
  } finally {
    clearTimeout(clock);
  }
}

// A form is sent unasked only while nothing is to be decided about it.
export const isDue = (form) => form.state === "waits" && !isOld(form);

// `pressed` is the mark of a form that its member wants sent now. Answers the addresses they led to.
export const sendAll = (tribe, pressed = "") => navigator.locks.request("tribe-unsent", () => send(tribe, pressed));

async function send(tribe, pressed) {
  const led = [];
  const due = (await listUnsent()).filter((form) => form.once === pressed || isDue(form));
  if (!due.length) return led;
  const { member, token } = await (await ask(tribe.reader)).json();
  for (const form of due) {
    if (member === null) await keep({ ...form, state: "asks" });
    else if (String(member) === form.member) await sendOne(form, token, led);
  }
  return led;
}

async function sendOne(form, token, led) {
  const answer = await ask(form.path, { method: "POST", body: new URLSearchParams([...form.fields, ["csrf_token", token]]) });
  if (answer.ok) {
    const { url } = await answer.json();
    await drop(form.once);
    led.push({ path: form.path, url });
  } else if (answer.type === "opaqueredirect") await keep({ ...form, state: "asks" });
  else if (answer.status !== 429 && answer.status < 500) {
    const { type, detail } = await answer.json().catch(() => ({}));
    const isOut = type === "urn:tribe:refusal:access.sign_in"; // since the token was asked for
    await keep({ ...form, state: isOut ? "asks" : "refused", said: detail ?? "" });
  }
}
