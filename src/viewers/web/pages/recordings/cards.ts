import { type Sketch, type Strictness, shareOf } from "../../car-racing/replay.js";
import type { Episode } from "../../library/protocol.js";
import type { ViewedAgent } from "../../protocol.js";
import { type CardActions, EpisodeCard } from "./episode-card.js";
import type { ReplayQueue } from "./replay-queue.js";

export interface CardsOptions {
  readonly replayQueue: ReplayQueue;
  /** What the buttons of an episode's card do. */
  readonly actionsOf: (name: string) => CardActions;
  /** Told of how many of all episodes it is known where the policy agrees. */
  readonly onCompared: (done: number, all: number) => void;
}

/** The cards of the list. Their lines are drawn when they come into sight; a policy looks at all of them. */
export class Cards {
  readonly #options: CardsOptions;
  readonly #cards = new Map<string, EpisodeCard>();
  /** The lines, with the policy's opinion where it is known. */
  readonly #sketches = new Map<string, Sketch>();
  #policy: ViewedAgent | undefined;
  #strictness: Strictness = { tolerance: 0 };
  #compared = 0;
  #toCompare = 0;

  /** Cards in sight, and those near them. */
  readonly #sight = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        this.#sight.unobserve(target);
        this.#sketch((target as HTMLElement).dataset.name!);
      }
    },
    { rootMargin: "50%" },
  );

  constructor(options: CardsOptions) {
    this.#options = options;
  }

  /** What counts as another action than the policy's. */
  set strictness(strictness: Strictness) {
    this.#strictness = strictness;
    for (const [name, sketch] of this.#sketches) this.#cards.get(name)?.draw(sketch, strictness);
  }

  /** The card of an episode, made when there is none. */
  of(episode: Episode): EpisodeCard {
    const { name } = episode;
    const found = this.#cards.get(name);
    if (found) return found;
    const card = new EpisodeCard(episode, this.#options.actionsOf(name));
    this.#cards.set(name, card);
    const known = this.#sketches.get(name);
    if (known) card.draw(known, this.#strictness);
    else this.#sight.observe(card.element);
    return card;
  }

  /** The share of an episode's steps in which the policy agrees; undefined where that is not known. */
  agreementOf(name: string): number | undefined {
    const agreement = this.#sketches.get(name)?.agreement;
    return agreement && shareOf(agreement, this.#strictness);
  }

  /** Has a policy look at episodes; what another one thought of them is forgotten when it is done. */
  compare(names: Iterable<string>, policy: ViewedAgent): void {
    if (policy !== this.#policy) this.#compared = this.#toCompare = 0;
    this.#policy = policy;
    const count = () =>
      policy === this.#policy && this.#options.onCompared(++this.#compared, this.#toCompare);
    for (const name of names) {
      this.#toCompare++;
      void this.#options.replayQueue
        .compare(name, policy)
        .then((sketch) => {
          if (policy === this.#policy) this.#show(name, sketch);
        }, this.#tellProblem(name))
        .then(count);
    }
  }

  /** An episode is no more. Another one may get its name. */
  forget(name: string): void {
    this.#cards.delete(name);
    this.#sketches.delete(name);
  }

  /** After a change of the colours or of the size. */
  redraw(): void {
    for (const card of this.#cards.values()) card.redraw();
  }

  #sketch(name: string): void {
    void this.#options.replayQueue.map(name).then((sketch) => {
      if (!this.#sketches.has(name)) this.#show(name, sketch);
    }, this.#tellProblem(name));
  }

  #show(name: string, sketch: Sketch): void {
    this.#sketches.set(name, sketch);
    this.#cards.get(name)?.draw(sketch, this.#strictness);
  }

  #tellProblem(name: string): (problem: Error) => void {
    return ({ message }) => {
      const card = this.#cards.get(name);
      if (card) card.element.title = message;
    };
  }
}
