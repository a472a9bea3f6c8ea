import { CONTROLS, disputed, type Sketch, type Strictness, shareOf } from "../../car-racing/replay.js";
import type { Episode } from "../../library/protocol.js";
import { formatNumber } from "../document.js";
import { PathMap } from "./path-map.js";

export interface CardActions {
  flag(): void;
  delete(): void;
  /** The episode is among those that are selected, or no more. */
  select(selected: boolean): void;
}

/** One episode in the list: its track, its numbers and how it was steered. */
export class EpisodeCard {
  readonly element = document.createElement("li");
  readonly #map: PathMap;
  readonly #flag: HTMLButtonElement;
  readonly #box = document.createElement("input");
  readonly #agreement = document.createElement("span");
  #drawn: { readonly sketch: Sketch; readonly strictness: Strictness } | undefined;

  constructor(episode: Episode, actions: CardActions) {
    const { name, by, seed, steps, return: score, created } = episode;
    const map = document.createElement("canvas");
    map.setAttribute("role", "img");
    map.setAttribute("aria-label", `Track ${seed} with the line driven`);
    this.#map = new PathMap(map);
    const link = document.createElement("a");
    link.href = `#${encodeURIComponent(name)}`;
    link.textContent = name;
    const title = document.createElement("h2");
    title.append(link);
    this.#agreement.className = "agreement";
    this.#flag = button("Flag", actions.flag);
    this.#flag.setAttribute("aria-label", `Flag ${name}`);
    const remove = button("Delete", actions.delete);
    remove.setAttribute("aria-label", `Delete ${name}`);
    const buttons = text("p", "buttons", "");
    const label = document.createElement("label");
    label.className = "check";
    this.#box.type = "checkbox";
    this.#box.setAttribute("aria-label", `Select ${name}`);
    this.#box.addEventListener("change", () => actions.select(this.#box.checked));
    label.append(this.#box, "Select");
    buttons.append(label, this.#flag, remove);
    this.#agreement.classList.add("quiet");
    const facts = document.createElement("div");
    facts.className = "facts";
    facts.append(
      title,
      text("p", "quiet", `${by}, track ${seed}, ${created.slice(0, 16).replace("T", " ")}`),
      text("p", "return", formatNumber(score, 1)),
      text("p", "quiet", `${formatNumber(steps)} steps, ${ending(episode)}`),
      histogram(episode),
      text("p", "quiet", pedals(episode)),
      this.#agreement,
    );
    this.element.className = "episode";
    this.element.dataset.name = name;
    this.element.append(map, facts, buttons);
    this.show(episode);
  }

  set selected(selected: boolean) {
    this.#box.checked = selected;
  }

  show({ flagged }: Episode): void {
    this.#flag.setAttribute("aria-pressed", String(flagged));
    this.element.classList.toggle("flagged", flagged);
  }

  draw(sketch: Sketch, strictness: Strictness): void {
    this.#drawn = { sketch, strictness };
    const { agreement } = sketch;
    const figures = agreement
      ? CONTROLS.map((name, control) => {
          const share = shareOf(agreement, { tolerance: strictness.tolerance, control });
          return `${name} ${formatNumber(100 * share, 1)}\u00a0%`;
        })
      : [];
    this.#agreement.textContent = figures.length > 0 ? `agrees: ${figures.join(", ")}` : "";
    this.redraw();
  }

  /** After a change of the colours or of the size. */
  redraw(): void {
    if (!this.#drawn || !this.element.isConnected) return;
    const { sketch, strictness } = this.#drawn;
    this.#map.draw(sketch, sketch.agreement ? disputed(sketch.agreement, strictness) : []);
  }
}

/** How an episode came to its end, in words. */
export function ending({ terminated, truncated }: Episode): string {
  return terminated ? "to its end" : truncated ? "to the time limit" : "stopped by the agent";
}

/** How much of the time each pedal was pressed. */
function pedals({ statistics: { classes }, steps }: Episode): string {
  return classes
    .filter(({ name }) => ["gas", "brake", "coast"].includes(name))
    .map(({ name, steps: count }) => `${name} ${formatNumber((100 * count) / steps)}\u00a0%`)
    .join(", ");
}

/** How often it was steered how far: left red, straight grey, right blue. The roots of the counts, or straight hid the others. */
function histogram({ statistics: { histograms, classes }, steps }: Episode): HTMLElement {
  const drawing = document.createElement("div");
  drawing.className = "histogram";
  const said = classes
    .slice(0, 3)
    .map(({ name, steps: n }) => `${name} ${formatNumber((100 * n) / steps)}\u00a0%`);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `Steering: ${said.join(", ")}`);
  drawing.title = said.join(", ");
  const bins = histograms[0]?.bins ?? classes.map(({ steps: n }) => n);
  const most = Math.max(...bins);
  for (const count of bins) {
    const bar = document.createElement("i");
    bar.style.setProperty("--share", Math.sqrt(count / most).toFixed(3));
    drawing.append(bar);
  }
  return drawing;
}

function button(label: string, action: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", action);
  return made;
}

function text(tag: "p", className: string, content: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = content;
  return made;
}
