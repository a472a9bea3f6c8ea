import type { Episode } from "../../library/protocol.js";
import type { ViewedAgent } from "../../protocol.js";
import { type Strictness, shareOf } from "./agreement.js";
import { type CardActions, type CardDrawing, EpisodeCard } from "./episode-card.js";

export interface CardsOptions {
  /** What a card shows of an episode, with what a policy would have done where there is one. */
  readonly drawingOf: (name: string, policy?: ViewedAgent) => Promise<CardDrawing>;
  /** What the buttons of an episode's card do. */
  readonly actionsOf: (name: string) => CardActions;
  /** Told of how many of all episodes it is known where the policy agrees. */
  readonly onCompared: (done: number, all: number) => void;
}

/** The cards of the list. Their images are drawn when they come into sight; a policy looks at all of them. */
export class Cards {
  readonly #options: CardsOptions;
  readonly #cards = new Map<string, EpisodeCard>();
  /** What the cards show, with the policy's actions where they are known. */
  readonly #drawings = new Map<string, CardDrawing>();
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
        this.#draw((target as HTMLElement).dataset.name!);
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
    for (const [name, drawing] of this.#drawings) this.#cards.get(name)?.draw(drawing, strictness);
  }

  /** The card of an episode, made when there is none. */
  of(episode: Episode): EpisodeCard {
    const { name } = episode;
    const found = this.#cards.get(name);
    if (found) return found;
    const card = new EpisodeCard(episode, this.#options.actionsOf(name));
    this.#cards.set(name, card);
    const known = this.#drawings.get(name);
    if (known) card.draw(known, this.#strictness);
    else this.#sight.observe(card.element);
    return card;
  }

  /** The share of an episode's steps in which the policy agrees; undefined where that is not known. */
  agreementOf(name: string): number | undefined {
    const agreement = this.#drawings.get(name)?.agreement;
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
      void this.#options
        .drawingOf(name, policy)
        .then((drawing) => {
          if (policy === this.#policy) this.#show(name, drawing);
        }, this.#tellProblem(name))
        .then(count);
    }
  }

  /** An episode is no more. Another one may get its name. */
  forget(name: string): void {
    this.#cards.delete(name);
    this.#drawings.delete(name);
  }

  /** After a change of the colours or of the size. */
  redraw(): void {
    for (const card of this.#cards.values()) card.redraw();
  }

  #draw(name: string): void {
    void this.#options.drawingOf(name).then((drawing) => {
      if (!this.#drawings.has(name)) this.#show(name, drawing);
    }, this.#tellProblem(name));
  }

  #show(name: string, drawing: CardDrawing): void {
    this.#drawings.set(name, drawing);
    this.#cards.get(name)?.draw(drawing, this.#strictness);
  }

  #tellProblem(name: string): (problem: Error) => void {
    return ({ message }) => {
      const card = this.#cards.get(name);
      if (card) card.element.title = message;
    };
  }
}
