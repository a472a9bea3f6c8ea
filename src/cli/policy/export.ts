import { basename, extname } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { InputError, inFile } from "../../errors.js";
import type { PortablePolicy } from "../../exchange/portable-policy.js";
import type { PolicyFile } from "../../networks/policy.js";
import { defineCommand, type GlobalOptions, type Outcome } from "../command.js";
import { type EnvOptions, environmentOfFile, envOption } from "../env-option.js";
import { choiceOption, pathOption } from "../options.js";
import { prepareNewFile } from "../output-file.js";
import { policyLink } from "../policy-link.js";
import { formatTable } from "../table.js";

const FORMATS = ["onnx", "c", "json-link"] as const;

interface ExportOptions extends GlobalOptions, Pick<EnvOptions, "env"> {
  readonly file?: string;
  readonly to: (typeof FORMATS)[number];
  readonly out?: string;
  readonly name?: string;
  readonly force: boolean;
}

/** `policy export`: a policy for other programs. */
export const exportPolicy = defineCommand<ExportOptions>({
  words: "export <file>",
  describe: "Write a policy as ONNX, as one file of C, or as a link",
  builder: (parser) =>
    parser
      .positional("file", {
        type: "string",
        coerce: pathOption("file", "a policy file"),
        describe: "The policy, for instance best.json",
      })
      .option("to", {
        demandOption: true,
        requiresArg: true,
        coerce: choiceOption("to", FORMATS),
        describe: "c: one file of C99 for microcontrollers; json-link: a link that holds the policy",
      })
      .option("out", {
        requiresArg: true,
        coerce: pathOption("out", "a file to write"),
        describe: "Where it goes (default: the policy's name with another ending; a link is printed)",
      })
      .option("name", {
        requiresArg: true,
        coerce: identifier,
        describe: "What the names of the C functions begin with (default: the name of the file)",
      })
      .option("force", {
        type: "boolean",
        default: false,
        describe: "Replace a file that is there",
      })
      .option("env", envOption)
      .example("$0 policy export best.json --to onnx", "best.onnx, for onnxruntime")
      .example("$0 policy export best.json --to c --out firmware/driver.c", "driver_act() in C99"),
  async run({ file: path, to, out, name, force, env }) {
    if (path === undefined) throw new InputError("expected a policy file, got none");
    if (name !== undefined && to !== "c") {
      throw new InputError(`option --name: expected it with --to c, got it with ${to}`);
    }
    const { readPolicy } = await import("../../networks/policy-file.js");
    const file = await readPolicy(path);
    if (to === "json-link") return await asLink(file, out, force);
    const target = out ?? `${basename(path, extname(path))}.${to}`;
    await prepareNewFile(target, force);
    const portable = await inFile(path, () => openPortable(file, path, env));
    return to === "c" ? await asC(portable, path, target, name) : await asOnnx(portable, path, target);
  },
});

async function openPortable(
  file: PolicyFile,
  path: string,
  env: string | undefined,
): Promise<PortablePolicy> {
  const { adapterOf, environmentOf, specOfEnv } = await import("../../adapters/environments.js");
  const { portablePolicy } = await import("../../exchange/portable-policy.js");
  const own = environmentOf(file);
  if (!own) return portablePolicy(file, undefined);
  const reference = await environmentOfFile(own, { env }, path);
  await specOfEnv(reference);
  return portablePolicy(file, await adapterOf(reference.id));
}

async function asLink(file: PolicyFile, out: string | undefined, force: boolean): Promise<Outcome> {
  const link = await policyLink(file, "");
  const json = { to: "json-link", link, characters: link.length };
  if (out === undefined) return { json, text: link };
  await prepareNewFile(out, force);
  await writeFileAtomic(out, `${link}\n`);
  return { json: { ...json, out }, text: `The link is in ${out}.` };
}

async function asC(
  policy: PortablePolicy,
  path: string,
  out: string,
  given: string | undefined,
): Promise<Outcome> {
  const { writeC } = await import("../../exchange/c/c-file.js");
  const name = given ?? identifierOf(basename(out, extname(out)));
  const { text, layers, weightBytes, ramBytes } = await inFile(path, async () => writeC(policy, name));
  await writeFileAtomic(out, text);
  return {
    json: { to: "c", out, name, layers, weightBytes, ramBytes },
    text: [
      formatTable(
        ["layer", "bytes", "packed as"],
        layers.map((layer) => [layer.name, layer.bytes.toLocaleString("en-US"), layer.packing]),
      ),
      `Flash: ${weightBytes.toLocaleString("en-US")} bytes of weights, and the code`,
      `RAM: ${ramBytes.toLocaleString("en-US")} bytes, and the stack`,
      `The policy is in ${out}. Its first comment says how to call ${name}_act.`,
    ].join("\n"),
  };
}

async function asOnnx(policy: PortablePolicy, path: string, out: string): Promise<Outcome> {
  const { writeOnnx } = await import("../../exchange/onnx/onnx-file.js");
  const { bytes, inputs, outputs, layers } = await inFile(path, async () => writeOnnx(policy));
  await writeFileAtomic(out, bytes);
  const shown = ({ name, type, dims }: (typeof inputs)[number]) =>
    `${name} (${type}, ${["batch", ...dims].join(" × ")})`;
  return {
    json: { to: "onnx", out, bytes: bytes.length, inputs, outputs, layers },
    text: [
      ...layers.map(
        ({ name, largestSum, type }) =>
          `${name}: sums to ±${largestSum.toLocaleString("en-US")} at most, exact in ${type === "float" ? 32 : 64}-bit floats`,
      ),
      `in: ${inputs.map(shown).join(", ")}`,
      `out: ${outputs.map(shown).join(", ")}`,
      `The model is in ${out}: ${bytes.length.toLocaleString("en-US")} bytes.`,
    ].join("\n"),
  };
}

/** A name that functions in C may have. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

function identifier(word: string): string {
  if (IDENTIFIER.test(word)) return word;
  throw new InputError(
    `option --name: expected a letter, then letters, digits and _, 40 at most, got ${word || "nothing"}`,
  );
}

/** The name of a file as one of a function. */
function identifierOf(file: string): string {
  const name = file.replace(/\W/g, "_").slice(0, 40);
  return IDENTIFIER.test(name) ? name : `policy_${name.slice(0, 33)}`;
}
