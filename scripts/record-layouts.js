// Reads where the fields of AssemblyScript's unmanaged classes lie, so that a host can write such records without
// repeating their order.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CLASS = /@unmanaged\n(?:export )?class (\w+)(?: extends (\w+))? \{\n([\s\S]*?)\n\}/g;
const FIELD = /^ {2}(\w+): (\w+);$/gm;
const BYTES = { i16: 2, i32: 4, u32: 4, f32: 4, f64: 8, usize: 4 };

/** TypeScript with the layout of every unmanaged class in a folder of AssemblyScript. */
export function recordLayouts(folder) {
  const classes = new Map();
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, name, base, body] of text.matchAll(CLASS)) {
      if (classes.has(name)) throw new Error(`two classes are called ${name}, the second one in ${file}`);
      const fields = [...body.matchAll(FIELD)].map(([, field, type]) => ({ field, type }));
      classes.set(name, { name, base, file, fields });
    }
  }
  return [...classes.values()].map((one) => layoutOf(one, classes)).join("\n");
}

/** Fields lie in their order, each at a multiple of its size, those of a base class first. */
function layoutOf({ name, base, file, fields }, classes) {
  let bytes = 0;
  const lines = [...(classes.get(base)?.fields ?? []), ...fields].map(({ field, type }) => {
    // A field that is another record holds its address.
    const stored = type in BYTES ? type : classes.has(type) ? "usize" : undefined;
    if (!stored) throw new Error(`${file}: ${name}.${field} has the type ${type}, which no record can have`);
    const size = BYTES[stored];
    const at = Math.ceil(bytes / size) * size;
    bytes = at + size;
    return `    ${field}: { at: ${at}, type: "${stored}" },\n`;
  });
  return (
    `/** \`${name}\` of assembly/${file}. */\n` +
    `export const ${name} = {\n  bytes: ${bytes},\n  fields: {\n${lines.join("")}  },\n} as const;\n`
  );
}
