import type { Episode } from "../../library/protocol.js";
import { formatNumber } from "../document.js";
import { type Agreement, disputed, type Strictness, shareOf } from "./agreement.js";

/** What a card shows of its episode. */
export interface CardDrawing {
  readonly agreement?: Agreement;
  /** @param disputes the steps in which a policy disagrees */
  paint(canvas: HTMLCanvasElement, disputes: readonly number[]): void;
}

export interface CardActions {
  flag(): void;
  delete(): void;
  /** The episode is among those that are selected, or no more. */
  select(selected: boolean): void;
}

/** One episode in the list: an image of it, its numbers, and what was done how often. */
export class EpisodeCard {
  readonly element = document.createElement("li");
  readonly #canvas = document.createElement("canvas");
  readonly #axes: Episode["axes"];
  readonly #flag: HTMLButtonElement;
  readonly #box = document.createElement("input");
  readonly #agreement = document.createElement("span");
  #drawn: { readonly drawing: CardDrawing; readonly strictness: Strictness } | undefined;

  constructor(episode: Episode, actions: CardActions) {
    const { name, by, seed, steps, return: score, created } = episode;
    const { isDriven, environment, axes } = episode;
    const image = isDriven ? `Track ${seed} with the line driven` : `The last frame of ${name}`;
    const where = isDriven ? `track ${seed}` : `${environment.id}, seed ${seed}`;
    this.#canvas.role = "img";
    this.#canvas.ariaLabel = image;
    this.#axes = axes;
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
      text("p", "quiet", `${by}, ${where}, ${created.slice(0, 16).replace("T", " ")}`),
      text("p", "return", formatNumber(score, 1)),
      text("p", "quiet", `${formatNumber(steps)} steps, ${ending(episode)}`),
      histogram(episode),
      text("p", "quiet", shares(episode)),
      this.#agreement,
    );
    this.element.className = "episode";
    this.element.dataset.name = name;
    this.element.append(this.#canvas, facts, buttons);
    this.show(episode);
  }

  set selected(selected: boolean) {
    this.#box.checked = selected;
  }

  show({ flagged }: Episode): void {
    this.#flag.setAttribute("aria-pressed", String(flagged));
    this.element.classList.toggle("flagged", flagged);
  }

  draw(drawing: CardDrawing, strictness: Strictness): void {
    this.#drawn = { drawing, strictness };
    this.element.dataset.drawn = "";
    const { agreement } = drawing;
    const figures = agreement
      ? this.#axes.map(({ name }, control) => {
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
    const { drawing, strictness } = this.#drawn;
    drawing.paint(this.#canvas, drawing.agreement ? disputed(drawing.agreement, strictness) : []);
  }
}

/** How an episode came to its end, in words. */
export function ending({ terminated, truncated }: Episode): string {
  return terminated ? "to its end" : truncated ? "to the time limit" : "stopped by the agent";
}

/** How much of the time was done what; of CarRacing the pedals, since the bars show the steering. */
function shares({ statistics: { classes }, steps, isDriven }: Episode): string {
  return classes
    .filter(({ name }) => !isDriven || ["gas", "brake", "coast"].includes(name))
    .map(({ name, steps: count }) => `${name} ${formatNumber((100 * count) / steps)}\u00a0%`)
    .join(", ");
}

/**
 * How often was done what, as bars: of the first element of the actions, else of the actions. The roots of the counts,
 * or one hid the others.
 */
function histogram({ statistics: { histograms, classes }, steps, isDriven }: Episode): HTMLElement {
  const drawing = document.createElement("div");
  // Left red, straight grey, right blue.
  drawing.className = isDriven ? "histogram steering" : "histogram";
  const [first] = histograms;
  const said = (isDriven ? classes.slice(0, 3) : classes).map(
    ({ name, steps: n }) => `${name} ${formatNumber((100 * n) / steps)}\u00a0%`,
  );
  const what = isDriven ? "Steering" : (first?.name ?? "Actions");
  drawing.role = "img";
  drawing.ariaLabel = [what, said.join(", ")].filter(Boolean).join(": ");
  drawing.title = drawing.ariaLabel;
  const bins = first?.bins ?? classes.map(({ steps: n }) => n);
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
