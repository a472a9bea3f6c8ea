import { type ParseArgsConfig, parseArgs } from "node:util";
import { withWorkers as openWorkers } from "../src/cli/cluster-option.js";
import { parseAddress } from "../src/jobs/cluster/address.js";
import type { Workers } from "../src/jobs/job-pool.js";

type Defaults = Readonly<Record<string, string>>;

/** The options after the program's name, with these defaults; `--help` lists them and ends the program. */
export function readOptions<Names extends Defaults>(defaults: Names): Names {
  const options: ParseArgsConfig["options"] = { help: { type: "boolean" } };
  for (const [name, otherwise] of Object.entries(defaults)) {
    options[name] = { type: "string", default: otherwise };
  }
  const { help, ...values } = parseArgs({ options }).values;
  if (!help) return values as Names;
  const lines = Object.entries(defaults).map(([name, otherwise]) => `--${name} (default: ${otherwise})`);
  console.log(lines.join("\n"));
  process.exit();
}

/** The plans that are asked for by name, with commas between them. An unknown one ends the program. */
export function choosePlans<Name extends string>(
  asked: string,
  plans: Readonly<Record<Name, unknown>>,
): Name[] {
  const names = asked.split(",");
  const unknown = names.find((name) => !Object.hasOwn(plans, name));
  if (unknown === undefined) return names as Name[];
  console.error(`option --plans: expected names out of ${Object.keys(plans).join(", ")}, got ${unknown}`);
  process.exit(2);
}

/** Workers of the programs that take `--cluster`: the threads of this process, or a cluster at that address. */
export function withWorkers<Result>(
  { threads, cluster }: { readonly threads: string; readonly cluster: string },
  use: (workers: Workers) => Promise<Result>,
): Promise<Result> {
  const note = (line: string) => console.error(line);
  const { signal } = new AbortController();
  const address = cluster === "" ? undefined : parseAddress(cluster);
  return openWorkers(
    { threads: Number(threads), cluster: address },
    { note, signal, alsoTell: () => {} },
    use,
  );
}
