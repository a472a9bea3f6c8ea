import { Random } from "../../envs/random.js";
import { type Interval, interquartileMean, type Scores, stratifiedInterval } from "../../src/rliable.js";
import { mean } from "../../src/statistics.js";
import { ENVIRONMENTS, type EnvironmentName } from "./environments.js";
import { METHODS, type Method, type Run } from "./run.js";

/** The tables of docs/across-the-gym.md, as Markdown, by name. */
export function tables(runs: readonly Run[]): Readonly<Record<string, string>> {
  return {
    returns: returnsTable(runs),
    costs: costsTable(runs),
    smallest: smallestTable(runs),
    wann: wannTable(runs),
  };
}

const names = Object.keys(ENVIRONMENTS) as EnvironmentName[];

/** Methods that several networks are made by. */
const COMPARED = ["clone", "improved", "agreement", "reward", "dense"] as const;

function returnsTable(runs: readonly Run[]): string {
  const head = ["environment", "target", ...COMPARED.map((method) => METHODS[method]), METHODS.expert];
  const rows = names.map((env) => [
    env,
    number(ENVIRONMENTS[env].target),
    ...COMPARED.map((method) => returnsOf(runs, env, method)),
    ofOne(runs, env, "expert", ({ returns, expert }) => `${number(mean(returns))} (${expert})`),
  ]);
  return markdown(head, rows);
}

/** The interquartile mean over seeds of the mean return, its interval, and the number of seeds. */
function returnsOf(runs: readonly Run[], env: EnvironmentName, method: Method): string {
  const scores = of(runs, env, method).map(({ returns }) => [mean(returns)]);
  if (scores.length === 0) return "–";
  const middle = (sample: Scores) => interquartileMean(sample.flat());
  const [low, high]: Interval = stratifiedInterval([scores], middle, new Random(0));
  const solved = middle(scores) >= ENVIRONMENTS[env].target ? "**" : "";
  return `${solved}${number(middle(scores))}${solved} [${number(low)}, ${number(high)}], ${scores.length}`;
}

function costsTable(runs: readonly Run[]): string {
  const head = ["environment", ...COMPARED.map((method) => METHODS[method])];
  const rows = names.map((env) => [
    env,
    ...COMPARED.map((method) => {
      const some = of(runs, env, method);
      if (some.length === 0) return "–";
      const seconds = mean(some.map(({ cpuSeconds }) => cpuSeconds!));
      const [{ nonZeros, bytes }] = some as [Run];
      return `${nonZeros!.toLocaleString("en-US")} · ${bytes!.toLocaleString("en-US")} B · ${seconds.toFixed(0)} s`;
    }),
  ]);
  return markdown(head, rows);
}

function smallestTable(runs: readonly Run[]): string {
  const head = ["environment", "hidden units", "weights", "bytes", "mean return", "min"];
  const rows = names.map((env) => {
    const [run] = of(runs, env, "smallest");
    if (!run) return [env, "–", "–", "–", "–", "–"];
    const { hidden, nonZeros, bytes, returns } = run;
    return [env, hidden!, nonZeros!, bytes!, number(mean(returns)), number(Math.min(...returns))];
  });
  return markdown(head, rows);
}

/** What the paper on weight agnostic networks gives (tables 1 and 2), and what was measured here. */
function wannTable(runs: readonly Run[]): string {
  const head = [
    "task",
    "WANN, one random weight",
    "WANN, one tuned weight",
    "WANN, each weight tuned",
    "here",
  ];
  const byReward = (env: EnvironmentName) => `${returnsOf(runs, env, "reward")} by reward alone`;
  return markdown(head, [
    ["swing-up", "515 ± 58", "723 ± 16", "932 ± 6", byReward("CartPoleSwingUp-v0")],
    ["BipedalWalker (v2; here v3)", "51 ± 108", "261 ± 58", "332 ± 1", byReward("BipedalWalker-v3")],
    [
      "CarRacing (v0, from a trained encoder of the image; here v3, from pixels)",
      ...["375 ± 177", "608 ± 161", "893 ± 74", "931.2 ± 0.1 cloned, then by SENSE ([driving](driving.md))"],
    ],
    [
      "MNIST, %",
      "82.0 ± 18.7",
      "91.9",
      "94.2",
      "98.3 ± 0.1 by SENSE from random ([SENSE](sense.md#measured))",
    ],
  ]);
}

const of = (runs: readonly Run[], env: EnvironmentName, method: Method) =>
  runs.filter((run) => run.env === env && run.method === method);

const ofOne = (runs: readonly Run[], env: EnvironmentName, method: Method, say: (run: Run) => string) =>
  of(runs, env, method).slice(0, 1).map(say)[0] ?? "–";

/** With one decimal, and a minus as in text. */
const number = (value: number) => value.toFixed(1).replace(/\.0$/, "").replace("-", "−");

function markdown(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
