import type { Scene } from "../figure.js";
import { say } from "./hover.js";

/** Pixels from a point within which the pointer is on it. */
const REACH = 10;
/** Radians a pixel of dragging. */
const TURN = 0.008;

interface Seen {
  readonly x: number;
  readonly y: number;
  readonly depth: number;
}

/**
 * Points in space on a canvas: drag turns them, the wheel or two keys zoom, arrow keys turn, the pointer reads values.
 */
export function turnable(canvas: HTMLCanvasElement, scene: Scene): void {
  const context = canvas.getContext("2d")!;
  const [x, y, z] = (["x", "y", "z"] as const).map((axis) =>
    toUnit(scene.points.map((point) => point[axis])),
  );
  let [yaw, pitch, zoom] = [0.6, 0.45, 1];
  let seen: Seen[] = [];

  const project = (a: number, b: number, height: number): Seen => {
    const across = a * Math.cos(yaw) - b * Math.sin(yaw);
    const away = a * Math.sin(yaw) + b * Math.cos(yaw);
    const up = height * Math.cos(pitch) - away * Math.sin(pitch);
    const depth = away * Math.cos(pitch) + height * Math.sin(pitch);
    const size = (zoom * canvas.clientHeight) / 3.2;
    return { x: canvas.clientWidth / 2 + across * size, y: canvas.clientHeight / 2 - up * size, depth };
  };

  const draw = () => {
    const ratio = devicePixelRatio;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawFloor();
    seen = scene.points.map((_, index) => project(x![index], y![index], z![index]));
    const order = [...seen.keys()].sort((a, b) => seen[b].depth - seen[a].depth);
    for (const index of order) {
      const { color, radius = 3 } = scene.points[index];
      context.fillStyle = color;
      context.beginPath();
      context.arc(seen[index].x, seen[index].y, radius * Math.sqrt(zoom), 0, 2 * Math.PI);
      context.fill();
    }
    if (scene.path) {
      context.strokeStyle = "#d62728";
      context.lineWidth = 2;
      context.beginPath();
      for (const index of scene.path) context.lineTo(seen[index].x, seen[index].y);
      context.stroke();
    }
  };

  const drawFloor = () => {
    const corners = [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ].map(([a, b]) => project(a!, b!, -1));
    context.strokeStyle = "#bbb";
    context.lineWidth = 1;
    context.beginPath();
    for (const corner of corners) context.lineTo(corner.x, corner.y);
    context.closePath();
    context.stroke();
    const [low, high] = [project(-1, -1, -1), project(-1, -1, 1)];
    context.beginPath();
    context.moveTo(low.x, low.y);
    context.lineTo(high.x, high.y);
    context.stroke();
    context.fillStyle = "#555";
    context.font = "12px system-ui, sans-serif";
    context.fillText(scene.height, high.x + 6, high.y);
  };

  const turn = (dx: number, dy: number) => {
    yaw += dx * TURN;
    pitch = Math.max(-1.57, Math.min(1.57, pitch + dy * TURN));
    draw();
  };
  const scale = (factor: number) => {
    zoom = Math.max(0.4, Math.min(12, zoom * factor));
    draw();
  };

  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons > 0) {
      say(undefined);
      turn(event.movementX, event.movementY);
      return;
    }
    const { left, top } = canvas.getBoundingClientRect();
    const nearest = nearestTo(seen, event.clientX - left, event.clientY - top);
    say(nearest === undefined ? undefined : scene.points[nearest].text, event);
  });
  canvas.addEventListener("pointerleave", () => say(undefined));
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      scale(Math.exp(-event.deltaY / 500));
    },
    { passive: false },
  );
  canvas.addEventListener("keydown", ({ key }) => {
    const step = 20;
    if (key === "ArrowLeft") turn(-step, 0);
    if (key === "ArrowRight") turn(step, 0);
    if (key === "ArrowUp") turn(0, -step);
    if (key === "ArrowDown") turn(0, step);
    if (key === "+") scale(1.2);
    if (key === "-") scale(1 / 1.2);
  });
  new ResizeObserver(draw).observe(canvas);
}

/** The point on which a place is, of several the nearest to the eye. */
function nearestTo(points: readonly Seen[], x: number, y: number): number | undefined {
  let best: number | undefined;
  let smallest = REACH;
  for (const [index, point] of points.entries()) {
    const distance = Math.hypot(point.x - x, point.y - y);
    if (distance > smallest || (distance === smallest && best !== undefined)) continue;
    smallest = distance;
    best = index;
  }
  return best;
}

/** Numbers moved and scaled to −1 … 1. */
function toUnit(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (2 * (value - low)) / (high - low || 1) - 1);
}

for (const canvas of document.querySelectorAll("canvas")) {
  const scene = canvas.nextElementSibling?.textContent;
  if (scene) turnable(canvas, JSON.parse(scene));
}
