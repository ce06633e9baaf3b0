// What the server tells this device: shown by the worker, and one of the same thing replaces another.
export const show = ({ title, body, url, tag, lang }) => self.registration.showNotification(title, { body, tag, lang, dir: "auto", icon: "/icon-192.png", data: { url } });

// Ends it all on this device: the service gives nothing more to it, and nothing stays to be seen.
export async function close() {
  for (const shown of await self.registration.getNotifications()) shown.close();
  const made = await self.registration.pushManager?.getSubscription();
  await made?.unsubscribe();
}

// A browser that gives itself another address tells the place, as whoever is signed in.
export async function subscribeAgain(tribe, { newSubscription, oldSubscription }) {
  const made = newSubscription ?? (oldSubscription && (await self.registration.pushManager.subscribe(oldSubscription.options)));
  const { member, token } = await (await fetch(tribe.reader)).json();
  if (!made || member === null) return;
  const { endpoint, keys } = made.toJSON();
  await fetch(tribe.devices, { method: "POST", redirect: "manual", body: new URLSearchParams({ endpoint, ...keys, csrf_token: token }) });
}
