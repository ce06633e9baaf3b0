// When an open page asks the server for what it was told of: once for what comes together, at a
// moment of its own, and not while nobody looks at it.
export const SOON = 400; // milliseconds within which pages ask for what is new: not all at one moment
export const LATER = 3_000; // for what changed of the rest
const REST = 1_500; // between two askings

export function asker(look) {
  let asked = Promise.resolve(), waiting, until = 0, rested = 0, isStale = false;
  const ask = () => {
    waiting = undefined;
    if (document.hidden) return void (isStale = true);
    isStale = false;
    asked = asked.then(look).finally(() => (rested = performance.now() + REST));
  };
  const askWithin = (most) => {
    const at = Math.max(performance.now() + Math.random() * most, rested);
    if (waiting !== undefined && until <= at) return;
    clearTimeout(waiting);
    until = at;
    waiting = setTimeout(ask, at - performance.now());
  };
  document.addEventListener("visibilitychange", () => {
    if (isStale && !document.hidden) askWithin(SOON);
  });
  return askWithin;
}

// Ask when a room is called, and a while after the server has begun to call it to us: what came
// between the drawing of the page and that, or while the socket was away, was called to nobody.
export function hear(socket, room, ask, askLater = () => setTimeout(ask, Math.random() * LATER)) {
  socket.on("connect", () => socket.emit("watch", { room }, askLater));
  socket.on(room, ask);
}
