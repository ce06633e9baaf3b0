// On pages with live data: places that the server may call to look again.
import { io } from "socket.io-client";
import { watchBell } from "./parts/bell.js";
import { narrowActs } from "./parts/bulk.js";
import { watchHere } from "./parts/here.js";
import { hearLetters } from "./parts/letters.js";
import { watchPieces } from "./parts/pieces.js";
import { watch } from "./parts/places.js";
import { watchQueue } from "./parts/queue.js";

// A page is right without its socket: after some quarter of an hour it stops asking for one, and
// asks again when its reader comes back to it or the network does.
const options = {
  transports: ["websocket"],
  reconnectionDelay: 2_000,
  reconnectionDelayMax: 120_000,
  randomizationFactor: 0.5,
  reconnectionAttempts: 12,
};

const places = document.querySelectorAll("[data-live]");
const lists = document.querySelectorAll("[data-fresh]");
const pieces = document.querySelector("[data-pieces]");
const here = document.querySelector("[data-here]");
const bell = document.querySelector("[data-bell]");
const letters = document.querySelector("[data-keys]");
if (letters) hearLetters(letters);
const several = document.querySelector("#several");
if (several) narrowActs(several);
const queue = document.querySelector("[data-queue]");
if (places.length || lists.length || bell || pieces) {
  const socket = io(options);
  places.forEach((place) => watch(socket, place));
  if (lists.length) // on lists alone, so that no topic waits for it
    import(lists[0].dataset.freshCode).then(({ watchFresh }) => lists.forEach((list) => watchFresh(socket, list)));
  if (bell) watchBell(socket, bell);
  if (queue) watchQueue(socket, queue);
  if (pieces) watchPieces(socket, pieces);
  if (here) watchHere(socket, here);
  const askAgain = () => {
    if (document.visibilityState === "visible" && !socket.active) socket.connect();
  };
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect") setTimeout(askAgain, 1_000 + Math.random() * 4_000);
  });
  document.addEventListener("visibilitychange", askAgain);
  addEventListener("online", askAgain);
}
