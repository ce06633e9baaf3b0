// The page of notices: a press connects this browser, which asks its reader then and not before.
const form = document.querySelector("[data-push]");
const isAble = "PushManager" in window && "Notification" in window && "serviceWorker" in navigator;

// What keeps the browser from it, in words; without, the button is there.
function say(reason) {
  for (const words of document.querySelectorAll("[data-push-no]")) words.hidden = words.dataset.pushNo !== reason;
  form.hidden = reason === "unable";
}

function bytes(written) {
  return Uint8Array.from(atob(written.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}

// One that was made for another key of the place is of no use any more.
async function subscribe(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const old = await pushManager.getSubscription();
  const oldKey = old && new Uint8Array(old.options.applicationServerKey ?? []);
  if (old && String(oldKey) !== String(key)) await old.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function connect() {
  if ((await Notification.requestPermission()) !== "granted") return say("denied");
  let made;
  try {
    made = (await subscribe(bytes(form.dataset.push))).toJSON();
  } catch {
    return say("failed");
  }
  const typed = { endpoint: made.endpoint, ...made.keys };
  for (const name of ["endpoint", "p256dh", "auth"]) form.elements[name].value = typed[name];
  form.submit();
}

say(isAble ? "" : "unable");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  connect();
});
