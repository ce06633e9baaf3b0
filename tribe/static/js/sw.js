// The service worker. Pages come from the network alone; without a signal a page of ours says so,
// and a topic or reply that was sent is kept on this device. Nothing that a member reads is kept.
// `self.tribe` is what the server writes above this file: addresses, and the version of them all.
import { forget, getReader, keep } from "./parts/kept.js";
import { close, show, subscribeAgain } from "./parts/pushed.js";
import { sendAll } from "./parts/sending.js";

const { tribe } = self;
const CACHE = `tribe-${tribe.version}`;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function fill() {
  const pages = Object.values(tribe.pages).map((url) => new Request(url, { credentials: "omit", cache: "reload" }));
  await (await caches.open(CACHE)).addAll([...tribe.files, ...pages]);
  await self.skipWaiting();
}

async function begin() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(request.method === "POST" ? post(request, pathname) : page(event));
  else if (tribe.files.includes(pathname + search)) event.respondWith(kept(request));
});

const kept = async (request) => (await caches.match(request.url)) ?? fetch(request);

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return pageWithoutSignal();
  }
}

async function pageWithoutSignal() {
  const { language } = await getReader().catch(() => ({}));
  const wanted = [language, ...navigator.languages.map((one) => one.slice(0, 2)), ...Object.keys(tribe.pages)];
  const found = await caches.match(tribe.pages[wanted.find((one) => one in tribe.pages)]);
  return found ?? Response.error();
}

async function post(request, path) {
  const copy = request.clone();
  try {
    const answer = await fetch(request);
    if (path === tribe.leave && answer.type === "opaqueredirect") await leave().catch(() => undefined);
    return answer;
  } catch {
    const isKept = await keepForm(copy, path).catch(() => false);
    return Response.redirect(isKept ? tribe.page : `${tribe.page}?lost`, 303);
  }
}

// Whoever signs out leaves nothing of theirs on the device.
async function leave() {
  await forget((await getReader()).member);
  await close();
}

// A form with a mark of its own may wait; what it is of, and who wrote it, go with it.
async function keepForm(request, path) {
  const typed = [...(await request.formData())];
  const texts = typed.filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
  const told = Object.fromEntries(texts);
  const { member } = await getReader();
  if (!told.once || !member) return false;
  const files = typed.flatMap(([, value]) => (value.name ? [value.name] : []));
  await keep({ once: told.once, path, member, about: told.about, fields: texts, files, at: Date.now(), state: files.length ? "lacks" : "waits" });
  await self.registration.sync?.register("unsent").catch(() => undefined); // where the browser has it
  return true;
}

self.addEventListener("sync", (event) => event.waitUntil(sendAndTell("")));
self.addEventListener("message", (event) => {
  if ("send" in event.data) event.waitUntil(sendAndTell(event.data.send).catch(() => undefined));
});

async function sendAndTell(pressed) {
  try {
    tell({ led: await sendAll(tribe, pressed) });
  } catch (error) {
    tell({ led: [] });
    throw error; // the browser tries again
  }
}

async function tell(words) {
  for (const client of await self.clients.matchAll()) client.postMessage(words);
}

self.addEventListener("push", (event) => event.waitUntil(show(event.data.json())));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(tribe, event)));
self.addEventListener("notificationclick", (event) => {
  const { notification } = event;
  notification.close();
  event.waitUntil(open(notification.data.url));
});

async function open(url) {
  const here = await self.clients.matchAll({ type: "window" });
  const isThere = here.find((client) => client.url === new URL(url, self.location.origin).href);
  if (isThere) return isThere.focus();
  return self.clients.openWindow(url).catch(() => here[0]?.navigate(url)); // a browser without windows to give
}
