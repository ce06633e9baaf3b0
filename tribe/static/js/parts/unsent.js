// Registers the service worker, asks it to send what waits, and lists it where `data-unsent` says.
import { save } from "./drafts.js";
import { drop, isOld, listUnsent, setReader, getReader } from "./kept.js";

const html = document.documentElement;
const worker = navigator.serviceWorker; // absent where the address is not safe
const places = [...document.querySelectorAll("[data-unsent]")];
let reader = { member: html.dataset.member ?? "", language: html.lang, theme: html.dataset.theme };

async function start() {
  if ("offline" in html.dataset) {
    reader = { ...reader, ...(await getReader()) };
    html.dataset.theme = reader.theme ?? "auto";
    begin();
  } else await setReader(reader);
  await show();
  worker.register("/sw.js").catch(() => undefined); // without a signal the one that is here stays
  worker.addEventListener("message", ({ data }) => "led" in data && show(data.led));
  window.addEventListener("online", () => send());
  send();
}

async function send(once = "") {
  (await worker.ready).active?.postMessage({ send: once });
}

// The page without a signal: back to what was asked for, or to the place's first page.
function begin() {
  const isLost = location.search === "?lost";
  const again = document.querySelector("[data-again]");
  again.href = location.pathname === "/offline" ? "/" : location.href;
  document.querySelector("[data-lost]").hidden = !isLost;
  const head = document.querySelector("[data-back]");
  window.addEventListener("online", () => {
    head.textContent = head.dataset.back;
    document.querySelector("[data-cut]").hidden = true;
  });
}

async function show(led = []) {
  const forms = await listUnsent();
  const own = forms.filter((form) => form.member === reader.member);
  if ("offline" in html.dataset) own.forEach(forgetDraft);
  for (const button of document.querySelectorAll("form[action='/sign-out'] button")) {
    if (own.length) button.dataset.confirm = document.querySelector("[data-leaves]").dataset.leaves;
    else delete button.dataset.confirm;
  }
  for (const place of places) draw(place, own, forms.length && !reader.member, led);
}

function draw(place, own, isOfOther, led) {
  const isHere = (one) => !place.dataset.unsent || one.path === place.dataset.unsent;
  const here = own.filter(isHere);
  const found = led.filter(isHere).at(-1);
  const told = place.querySelector("[data-led]");
  if (found) {
    told.hidden = false;
    told.querySelector("a").href = found.url;
  }
  place.querySelector("[data-head]").hidden = !here.length;
  place.querySelector("[data-other]").hidden = !isOfOther;
  place.querySelector("[data-list]").replaceChildren(...here.map((form) => drawOne(place, form)));
  place.hidden = !here.length && !isOfOther && told.hidden;
}

function drawOne(place, form) {
  const one = place.querySelector("template").content.cloneNode(true).firstElementChild;
  const state = form.state === "waits" && isOld(form) ? "old" : form.state;
  const told = Object.fromEntries(form.fields);
  const at = new Date(form.at);
  const into = document.querySelector(`form[data-draft][action="${form.path}"]`);
  one.querySelector("[data-about]").textContent = form.about;
  one.querySelector("time").dateTime = at.toISOString();
  one.querySelector("time").textContent = at.toLocaleString(html.lang === "en" ? "en-GB" : html.lang, { dateStyle: "medium", timeStyle: "short" });
  one.querySelector("[data-words]").textContent = [told.title, told.body].filter(Boolean).join("\n\n");
  one.querySelectorAll("[data-of]").forEach((words) => (words.hidden = words.dataset.of !== state));
  one.querySelector("[data-files]").textContent = form.files.join(", ");
  one.querySelector("[data-said]").textContent = form.said ?? "";
  one.querySelector("[data-do=fill]").hidden = !into;
  const go = one.querySelector("[data-go]");
  go.hidden = Boolean(into);
  go.href = form.path;
  one.addEventListener("click", async ({ target }) => {
    const act = target.dataset?.do;
    if (act === "send") await send(form.once);
    if (act === "fill") await fill(into, form);
    if (act === "drop" && window.confirm(target.dataset.sure)) await drop(form.once);
    if (act === "fill" || act === "drop") await show();
  });
  return one;
}

async function fill(into, form) {
  for (const [name, value] of form.fields) {
    const field = into.elements[name];
    if (field?.matches?.("textarea, select, input:not([type=hidden])")) field.value = value.replaceAll("\r\n", "\n");
  }
  save(into);
  await drop(form.once);
  into.querySelector("textarea").focus();
}

// What waits is kept there; the tab's own draft of the same words would offer them a second time.
function forgetDraft(form) {
  const { draft, body } = Object.fromEntries(form.fields);
  const key = `draft:${draft}`;
  try {
    const fields = JSON.parse(sessionStorage.getItem(key)) ?? [];
    if (fields.some(([name, value]) => name === "body" && value === body.replaceAll("\r\n", "\n"))) sessionStorage.removeItem(key);
  } catch {
    // no storage, or not of our writing: it stays as it is
  }
}

if (worker) start().catch(() => undefined); // a browser that keeps nothing works as before
