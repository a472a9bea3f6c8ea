import { type ParseArgsConfig, parseArgs } from "node:util";

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
