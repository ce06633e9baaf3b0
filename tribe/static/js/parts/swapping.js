// Pieces of a page that are drawn anew, under a reader who reads, writes or has opened something.

// Where one writes, or has pressed, stays where it is on the screen, whatever comes above it.
export function swap(change) {
  const held = document.activeElement?.closest("main") ? document.activeElement : null;
  const before = held?.getBoundingClientRect().top;
  change();
  if (held?.isConnected && before > 0 && before < innerHeight) {
    scrollBy({ top: held.getBoundingClientRect().top - before, behavior: "instant" });
  }
}

const sameAs = (element) => {
  if (element.matches("button")) return `button[value="${element.value}"]`;
  if (element.matches("a")) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
  return element.localName;
};

export function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const isOpen = old.querySelector("details[open]");
  swap(() => old.replaceWith(fresh));
  if (isOpen) fresh.querySelector("details")?.setAttribute("open", "");
  if (focused) fresh.querySelector(sameAs(focused))?.focus({ preventScroll: true });
}

// Tokens of forms differ each time, and mean the same.
export const drawing = (element) => element?.innerHTML.replace(/(name="csrf_token" value=")[^"]*/g, "$1");

// Of a post only what changed: a sign below it takes no selection from its words.
export function swapPost(item, fresh) {
  const [old, now] = [item, fresh].map((one) => one.querySelector(".post"));
  const parts = (post, name) => post.querySelector(`:scope > .post__${name}`);
  if (["body", "files"].some((name) => drawing(parts(old, name)) !== drawing(parts(now, name)))) {
    return replace(old, now);
  }
  for (const name of ["head", "foot"]) {
    const [before, after] = [parts(old, name), parts(now, name)];
    if (drawing(before) === drawing(after)) continue;
    if (before && after) replace(before, after);
    else swap(() => (after ? old.append(after) : before.remove()));
  }
  if (old.className !== now.className) swap(() => (old.className = now.className));
}
