import { readFileSync } from "node:fs";

/**
 * A plugin for Vite, for the pages and their workers, which check files by zod: what writes JSON Schemas is left out,
 * since no page asks for any, and zod's classes would bring it into each bundle.
 */
export function leanZod() {
  return {
    name: "lean-zod",
    load(id) {
      if (!/\/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/.test(id)) return;
      const names = [...readFileSync(id, "utf8").matchAll(/^export (?:const|function) (\w+)/gm)];
      return names.map(([, name]) => `export const ${name} = () => undefined;`).join("\n");
    },
  };
}
