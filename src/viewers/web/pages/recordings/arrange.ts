import type { Episode } from "../../library/protocol.js";

type Compare = (a: Episode, b: Episode) => number;

/** Share of steps in which a policy agrees, by the episode's name; undefined where that is not known. */
export type AgreementOf = (name: string) => number | undefined;

/** What is to be listed, and in which order. */
export interface Query {
  readonly order: Order;
  /** All of them must occur in the name, the agent, the environment or the seed, in any case. */
  readonly words: string;
  readonly flaggedOnly: boolean;
}

export type Order = "name" | "worst" | "best" | "shortest" | "longest" | "newest" | "disputed";

/** The episodes that are asked for; ties in the order of their names. */
export function arrange(episodes: readonly Episode[], query: Query, agreementOf: AgreementOf): Episode[] {
  const byName: Compare = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const unknownLast = ({ name }: Episode) => agreementOf(name) ?? 2;
  const orders: Record<Order, Compare> = {
    name: byName,
    worst: (a, b) => a.return - b.return,
    best: (a, b) => b.return - a.return,
    shortest: (a, b) => a.steps - b.steps,
    longest: (a, b) => b.steps - a.steps,
    newest: (a, b) => Date.parse(b.created) - Date.parse(a.created),
    disputed: (a, b) => unknownLast(a) - unknownLast(b),
  };
  const words = query.words.toLowerCase().split(/\s+/).filter(Boolean);
  return episodes
    .filter((episode) => {
      const { name, by, seed, environment } = episode;
      const text =
        `${name} ${by} ${environment.id.replace(/-v\d+$/, "")} track ${seed} seed ${seed}`.toLowerCase();
      return words.every((word) => text.includes(word)) && (episode.flagged || !query.flaggedOnly);
    })
    .sort((a, b) => orders[query.order](a, b) || byName(a, b));
}
