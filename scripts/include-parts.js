import { readFileSync } from "node:fs";
import { join } from "node:path";

/** In a page: `<!--#include part="NAME" key="value" … -->`, which looks as servers' own includes do. */
const INCLUDE = /<!--#include part="([\w-]+)"(.*?)-->/g;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;
const GAP = /\{([\w-]+)\}/g;

/**
 * A plugin for Vite: what several pages share stands once, in `NAME.html` in `folder`, and an include puts it into a
 * page. `{key}` in the part becomes the include's value.
 */
export function includeParts(folder) {
  const fill = (include, name, attributes) => {
    const values = new Map([...attributes.matchAll(ATTRIBUTE)].map(([, key, value]) => [key, value]));
    return readFileSync(join(folder, `${name}.html`), "utf8")
      .trimEnd()
      .replace(GAP, (_, key) => {
        if (!values.has(key))
          throw new Error(`expected ${include} to say ${key}, since ${name}.html asks for it`);
        return values.get(key);
      });
  };
  return {
    name: "include-parts",
    transformIndexHtml: { order: "pre", handler: (html) => html.replace(INCLUDE, fill) },
  };
}
