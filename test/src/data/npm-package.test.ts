import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { withNpmPackage } from "../../../src/data/npm-package.js";
import { SourceError } from "../../../src/data/stored-data-set.js";
import { ownMark } from "../../../src/exclusive.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { fileServer } from "./file-server.js";
import { rejection } from "./rejection.js";

const manifest = { name: "stamps-of-the-test", version: "1.2.3" };

describe("A package of npm's registry", () => {
  const folder = temporaryFolder();
  const server = fileServer();
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    environment = { ...process.env };
    // The user's npm, as they would set it up for a registry of their own.
    Object.assign(process.env, {
      npm_config_registry: server.address,
      npm_config_cache: join(folder(), "cache"),
      npm_config_fetch_retries: "0",
    });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  });

  async function publish(): Promise<void> {
    const source = join(folder(), "source");
    await mkdir(source);
    const scripts = { postinstall: "node -e \"require('fs').writeFileSync('ran', '')\"" };
    await writeFile(join(source, "package.json"), JSON.stringify({ ...manifest, scripts }));
    await writeFile(join(source, "stamps.json"), "[1,2,3]");
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder()], {
      cwd: source,
      shell: process.platform === "win32",
    });
    const archive = await readFile(join(folder(), `${manifest.name}-${manifest.version}.tgz`));
    server.answer = ({ url }, response) => {
      if (url === "/archive.tgz") return response.end(archive);
      const version = { ...manifest, dist: { tarball: `${server.address}/archive.tgz` } };
      const { name } = manifest;
      const document = { name, "dist-tags": { latest: "1.2.3" }, versions: { "1.2.3": version } };
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
    };
  }

  it("leaves nothing of a process that was killed, and all of others", async () => {
    process.env.PATH = join(folder(), "nowhere");
    const parent = join(folder(), "data");
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const killed = `.npm-${ownMark().replace(/^\d+/, String(pid))}-abcdef`;
    const others = [`.npm-${ownMark()}-abcdef`, ".npm-of-mine"];
    for (const name of [killed, ...others]) await mkdir(join(parent, name, "x"), { recursive: true });
    const error = await rejection(withNpmPackage(manifest, parent, async () => "used"));
    expect(error).to.be.instanceOf(SourceError);
    expect((await readdir(parent)).sort()).to.deep.equal(others.sort());
  });

  it("is there while it is used and gone afterwards; nothing of it runs", async () => {
    await publish();
    const parent = join(folder(), "data");
    const [text, names] = await withNpmPackage(manifest, parent, async (found) => [
      await readFile(join(found, "stamps.json"), "utf8"),
      await readdir(found),
    ]);
    expect(text).to.equal("[1,2,3]");
    expect(names).to.have.members(["package.json", "stamps.json"]);
    expect(await readdir(parent)).to.deep.equal([]);
  });

  it("that the registry does not have is a source out of reach", async () => {
    server.answer = (_, response) => response.writeHead(404).end("{}");
    const parent = join(folder(), "data");
    const error = await rejection(withNpmPackage(manifest, parent, () => Promise.resolve()));
    expect(error).to.be.instanceOf(SourceError).with.property("message").that.includes("404");
    expect(await readdir(parent)).to.deep.equal([]);
  });

  it("cannot be had without npm", async () => {
    process.env.PATH = folder();
    const error = await rejection(withNpmPackage(manifest, folder(), () => Promise.resolve()));
    expect(error).to.be.instanceOf(SourceError).with.property("message", "there is no npm on the PATH");
  });
});
