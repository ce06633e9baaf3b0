// On pages with live data: places that the server may call to look again.
import { io } from "socket.io-client";
import { watch } from "./parts/places.js";

const places = document.querySelectorAll("[data-live]");
if (places.length) {
  const socket = io({ transports: ["websocket"] });
  places.forEach((place) => watch(socket, place));
}
