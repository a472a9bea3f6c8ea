// Builds the Python package (npm run python): bundles the environments into one file that Node runs, lists them for
// Python to register, and makes a wheel of it in python/dist. The Python of $PYTHON is used, or else python3.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");
const bundles = join(root, "python", "src", "aann_gym", "_bundle");
const wheels = join(root, "python", "dist");
const BOX2D_BINARY = "Box2D.simd.wasm";
/** box2d-wasm looks for its folder under the name that it has in CommonJS. */
const COMMONJS_NAMES = "const __dirname = import.meta.dirname;";

rmSync(bundles, { recursive: true, force: true });
mkdirSync(bundles, { recursive: true });
run(process.execPath, join(root, "scripts", "build-kernels.js"));
const box2d = createRequire(import.meta.url).resolve(`box2d-wasm/dist/umd/${BOX2D_BINARY}`);
copyFileSync(box2d, join(bundles, BOX2D_BINARY));

await bundle("main", "bridge.mjs");
await bundle("list-environments", "list.mjs");
const environments = run(process.execPath, join(bundles, "list.mjs"));
rmSync(join(bundles, "list.mjs"));
writeFileSync(join(bundles, "environments.json"), environments);
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
writeFileSync(join(bundles, "version.txt"), `${version}\n`);
copyFileSync(join(root, "LICENSE"), join(root, "python", "LICENSE"));
copyFileSync(join(root, "NOTICE"), join(root, "python", "NOTICE"));

rmSync(wheels, { recursive: true, force: true });
const python = process.env.PYTHON ?? (process.platform === "win32" ? "python" : "python3");
run(python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels, join(root, "python"));
const ids = JSON.parse(environments).map(({ id }) => id);
console.log(`python/dist/${readdirSync(wheels)[0]}: ${ids.length} environments (${ids.join(", ")})`);

/** Bundles a module of python/bridge, with all that it imports, into one file. */
async function bundle(name, fileName) {
  await build({
    configFile: false,
    logLevel: "error",
    root,
    plugins: [besideTheBundle()],
    ssr: { noExternal: true, target: "node" },
    build: {
      ssr: join(root, "python", "bridge", `${name}.ts`),
      outDir: bundles,
      emptyOutDir: false,
      target: "node20",
      minify: false,
      rolldownOptions: { output: { entryFileNames: fileName, codeSplitting: false, banner: COMMONJS_NAMES } },
    },
  });
}

/** In the wheel there is no node_modules: Box2D's binary lies beside the bundle. */
function besideTheBundle() {
  const resolved = `import.meta.resolve("box2d-wasm/dist/umd/${BOX2D_BINARY}")`;
  return {
    name: "beside-the-bundle",
    transform: (code) =>
      code.includes(resolved)
        ? { code: code.replace(resolved, `new URL("./${BOX2D_BINARY}", import.meta.url).href`), map: null }
        : null,
  };
}

/** Runs a program to its end. @returns what it printed */
function run(command, ...words) {
  const { status, stdout, error } = spawnSync(command, words, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (error) {
    console.error(
      `expected to run ${command}, got ${error.code}; $PYTHON may name a Python of 3.10 or newer`,
    );
    process.exit(1);
  }
  if (status !== 0) {
    process.stderr.write(stdout);
    process.exit(status ?? 1);
  }
  return stdout;
}
