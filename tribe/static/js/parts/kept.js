// What this device keeps in IndexedDB: forms that wait for a signal (by their mark, `once`), and who
// reads here: member, language and theme. Pages and the service worker share it.
const NAME = "tribe";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("unsent", { keyPath: "once" });
      asked.result.createObjectStore("reader");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function ask(store, mode, act) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const turn = base.transaction(store, mode);
      const asked = act(turn.objectStore(store));
      turn.oncomplete = () => resolve(asked.result);
      turn.onabort = turn.onerror = () => reject(turn.error);
    });
  } finally {
    base.close();
  }
}

export const listUnsent = async () => (await ask("unsent", "readonly", (forms) => forms.getAll())).sort((a, b) => a.at - b.at);
export const keep = (form) => ask("unsent", "readwrite", (forms) => forms.put(form));
export const drop = (once) => ask("unsent", "readwrite", (forms) => forms.delete(once));
export const getReader = async () => (await ask("reader", "readonly", (readers) => readers.get("here"))) ?? { member: "" };
export const setReader = (reader) => ask("reader", "readwrite", (readers) => readers.put(reader, "here"));

// After this the server may not know any more that it was sent before: nothing is sent unasked.
const FRESH = 28 * 24 * 3600 * 1000;
export const isOld = (form) => Date.now() - form.at > FRESH;

export async function forget(member) {
  for (const form of await listUnsent()) if (form.member === member || isOld(form)) await drop(form.once);
}
