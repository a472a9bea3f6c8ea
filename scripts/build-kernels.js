// Compiles every AssemblyScript entry (assembly/<name>.ts, no leading underscore) into
// generated/<name>.ts beside its assembly folder: one module that exports the WebAssembly binary as
// bytes, so that Node, workers and bundlers need neither a path nor a fetch. Where the records lie that a host writes
// for them is in generated/records.ts.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import asc from "assemblyscript/asc";
import { recordLayouts } from "./record-layouts.js";

const root = join(import.meta.dirname, "..");
const flags = [
  "--runtime",
  "stub",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
  "--enable",
  "simd,threads",
  "-O3",
  "--noAssert",
];

const folders = ["src", "envs"].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name === "assembly")
    .map((entry) => join(entry.parentPath, entry.name)),
);

for (const folder of folders) {
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const newest = Math.max(
    statSync(import.meta.filename).mtimeMs,
    ...sources.map((name) => statSync(join(folder, name)).mtimeMs),
  );
  // Only some kernels read records that a host writes.
  if (existsSync(join(dirname(folder), "records.ts"))) writeRecords(folder);
  for (const source of sources.filter((name) => !name.startsWith("_"))) {
    const target = join(dirname(folder), "generated", source);
    if (statSync(target, { throwIfNoEntry: false })?.mtimeMs >= newest) continue;
    await compile(join(folder, source), target);
  }
}

function writeRecords(folder) {
  const target = join(dirname(folder), "generated", "records.ts");
  mkdirSync(dirname(target), { recursive: true });
  const text = `// Made by scripts/build-kernels.js from ${relative(root, folder)}.\n${recordLayouts(folder)}`;
  const old = existsSync(target) ? readFileSync(target, "utf8") : undefined;
  if (text !== old) writeFileSync(target, text);
}

async function compile(source, target) {
  let binary;
  const { error, stderr } = await asc.main([relative(root, source), "--outFile", "out.wasm", ...flags], {
    baseDir: root,
    readFile: (name) => {
      try {
        return readFileSync(join(root, name), "utf8");
      } catch {
        return null;
      }
    },
    writeFile: (_name, contents) => {
      binary = contents;
    },
    listFiles: () => [],
  });
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
  mkdirSync(dirname(target), { recursive: true });
  const text = Buffer.from(binary).toString("base64");
  writeFileSync(
    target,
    `// Made by scripts/build-kernels.js from ${relative(root, source)}.\n` +
      `const text = "${text}";\n\n` +
      "/** The WebAssembly binary. */\n" +
      "export const wasm: Uint8Array<ArrayBuffer> = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));\n",
  );
  console.log(`${relative(root, target)}: ${binary.length} bytes of WebAssembly`);
}
