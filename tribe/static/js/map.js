// The tribe's map in WebGL: dots that are nobody in particular, bands between circles, letters.
// Without this file, or without WebGL, the drawing that came with the page stays.
import Graph from "graphology";
import Sigma from "sigma";

const SIZES = [2.5, 3.5, 5];
const WIDEST = 10;

function canDraw() {
  const canvas = document.createElement("canvas");
  return Boolean(window.WebGL2RenderingContext && canvas.getContext("webgl2"));
}

// The colours of the theme as numbers, which WebGL understands; `share` mixes one with the ground.
function inks() {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const style = getComputedStyle(document.documentElement);
  const parts = (token) => {
    probe.fillStyle = style.getPropertyValue(token).trim();
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ground = parts("--sheet");
  return (token, share = 1) => {
    const mixed = parts(token).map((part, place) => Math.round(part * share + ground[place] * (1 - share)));
    return `rgb(${mixed.join(", ")})`;
  };
}

function graphOf({ circles, dots, bundles }, ink) {
  const graph = new Graph({ type: "undirected" });
  const most = Math.max(1, ...bundles.map((bundle) => bundle[2]));
  circles.forEach((circle, number) => {
    graph.addNode(`circle ${number}`, { x: circle.x, y: -circle.y, size: 0.01, color: ink("--sheet"), label: circle.label, forceLabel: true });
  });
  bundles.forEach(([one, other, ties]) => {
    const size = Math.max(1, WIDEST * Math.sqrt(ties / most));
    graph.addEdge(`circle ${one}`, `circle ${other}`, { size, color: ink("--line-strong", 0.3) });
  });
  dots.forEach(([x, y, circle, band], number) => {
    const color = circle < 0 ? ink("--line-strong", 0.55) : ink(`--hue-${circles[circle].hue}`);
    graph.addNode(`dot ${number}`, { x, y: -y, size: SIZES[band], color });
  });
  return graph;
}

function drawLetter(context, data, settings) {
  if (!data.label) return;
  context.font = `600 24px ${settings.labelFont}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 6;
  context.strokeStyle = settings.ground;
  context.strokeText(data.label, data.x, data.y);
  context.fillStyle = settings.labelColor.color;
  context.fillText(data.label, data.x, data.y);
}

function show(frame, drawing) {
  frame.querySelector(".tribe-map__stage")?.remove();
  const stage = document.createElement("div");
  stage.className = "tribe-map__stage";
  stage.setAttribute("role", "img");
  stage.setAttribute("aria-label", frame.dataset.label);
  frame.append(stage);
  frame.classList.add("tribe-map--live");
  const ink = inks();
  const font = getComputedStyle(document.documentElement).getPropertyValue("--serif").trim();
  const ground = ink("--sheet");
  return new Sigma(graphOf(drawing, ink), stage, {
    allowInvalidContainer: true,
    labelFont: font,
    labelColor: { color: ink("--ink") },
    labelRenderedSizeThreshold: 0,
    labelDensity: 1000,
    defaultDrawNodeLabel: (context, data, settings) => drawLetter(context, data, { ...settings, ground }),
    defaultDrawNodeHover: () => undefined,
    stagePadding: 24,
    enableCameraRotation: false,
    itemSizesReference: "screen",
  });
}

async function begin(frame) {
  const answer = await fetch(frame.dataset.map, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const drawing = await answer.json();
  let sigma = show(frame, drawing);
  const again = () => {
    sigma.kill();
    sigma = show(frame, drawing);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}

if (canDraw()) {
  document.querySelectorAll("[data-map]").forEach((frame) => {
    begin(frame).catch(() => {
      frame.classList.remove("tribe-map--live");
      frame.querySelector(".tribe-map__stage")?.remove();
    });
  });
}
