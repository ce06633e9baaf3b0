// Who else has this page open, and who is writing: of members who are shown and want to see it. The
// server calls when that changed, and the page asks for it as HTML, at a moment of its own.
const TYPING = 4_000; // milliseconds between two words to the server that somebody types
const WRITING = 10_000; // after which nobody is shown as writing who was not said to be again

export function watchHere(socket, place) {
  const room = place.dataset.here;
  let ending, typed = -Infinity;
  const draw = async () => {
    const answer = await fetch(place.dataset.hereUrl).catch(() => null);
    place.innerHTML = answer?.ok ? await answer.text() : "";
    clearTimeout(ending);
    ending = setTimeout(() => place.querySelector(".here__writing")?.remove(), WRITING);
  };
  const come = () => socket.connected && socket.emit("here", { room }, (isShown) => isShown && draw());
  socket.on("connect", () => document.hidden || come());
  socket.on("disconnect", () => place.replaceChildren());
  socket.on("again", (closed) => closed.room === `${room}:here` && setTimeout(come, Math.random() * 3_000));
  socket.on(`${room}:here`, ({ within }) => setTimeout(draw, Math.random() * within));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return come();
    socket.emit("away", { room });
    place.replaceChildren();
  });
  document.addEventListener("input", ({ target }) => {
    if (target.form?.getAttribute("action") !== place.dataset.hereForm || performance.now() - typed < TYPING) return;
    typed = performance.now();
    socket.volatile.emit("writing", { room });
  });
}
