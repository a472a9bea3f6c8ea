import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { opener, openInBrowser, tunnelHint } from "../../../src/cli/page-address.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";

const url = "http://127.0.0.1:8731/secret/watch";
const desk = { platform: "linux", env: { DISPLAY: ":0" }, isTerminal: true } as const;

describe("the address of a page", () => {
  const folder = temporaryFolder();

  it("opens by the desktop's own program", () => {
    expect(opener(desk, url)).to.deep.equal(["xdg-open", url]);
    expect(opener({ ...desk, env: { WAYLAND_DISPLAY: "wayland-0" } }, url)).to.deep.equal(["xdg-open", url]);
    expect(opener({ ...desk, platform: "darwin", env: {} }, url)).to.deep.equal(["open", url]);
    expect(opener({ ...desk, platform: "win32", env: {} }, url)).to.deep.equal([
      "cmd",
      "/c",
      "start",
      '""',
      url,
    ]);
  });

  it("does not open where nobody sits: no desktop, over SSH, in CI, into a pipe", () => {
    const { env } = desk;
    expect(opener({ ...desk, env: {} }, url)).to.equal(undefined);
    expect(opener({ ...desk, env: { ...env, SSH_CONNECTION: "10.0.0.2 50022 10.0.0.1 22" } }, url)).to.equal(
      undefined,
    );
    expect(opener({ ...desk, env: { ...env, CI: "true" } }, url)).to.equal(undefined);
    expect(opener({ ...desk, isTerminal: false }, url)).to.equal(undefined);
  });

  it("says over SSH how the page gets to the machine where one sits", () => {
    const over = (connection: string) =>
      tunnelHint({ ...desk, env: { USER: "ada", SSH_CONNECTION: connection } }, url);
    expect(over("10.0.0.2 50022 10.0.0.1 22")).to.match(
      /: ssh -N -L 8731:127\.0\.0\.1:8731 ada@10\.0\.0\.1$/,
    );
    expect(over("10.0.0.2 50022 10.0.0.1 2222")).to.match(/ -p 2222 ada@10\.0\.0\.1$/);
    expect(tunnelHint(desk, url)).to.equal(undefined);
  });

  it("reaches that program, and does without it", async function () {
    if (process.platform !== "linux") return;
    this.timeout(10_000);
    const opened = join(folder(), "opened");
    writeFileSync(join(folder(), "xdg-open"), `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 });
    openInBrowser({ ...desk, env: { ...desk.env, PATH: folder() } }, url);
    while (!existsSync(opened) || readFileSync(opened, "utf8") === "") await sleep(10);
    expect(readFileSync(opened, "utf8")).to.equal(`${url}\n`);
    openInBrowser({ ...desk, env: { ...desk.env, PATH: "" } }, url);
    await sleep(50);
  });
});
