import { spawn } from "node:child_process";
import { userInfo } from "node:os";

/** Where the program runs, as far as a page's address is concerned. */
export interface Desk {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person reads what is printed. */
  readonly isTerminal: boolean;
}

/**
 * The program and its words that open an address in the person's own browser; undefined where nobody sits at this
 * machine's desktop.
 */
export function opener(
  { platform, env, isTerminal }: Desk,
  url: string,
): readonly [string, ...string[]] | undefined {
  if (!isTerminal || env.SSH_CONNECTION || env.CI) return undefined;
  if (platform === "darwin") return ["open", url];
  // `start` takes its first word in quotes for a title.
  if (platform === "win32") return ["cmd", "/c", "start", '""', url];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open", url] : undefined;
}

/**
 * What to do over SSH, where the address means the wrong machine: the page is served to this one alone, and a tunnel
 * brings it over. Undefined at the machine itself.
 */
export function tunnelHint({ env }: Desk, url: string): string | undefined {
  // Client's address and port, server's address and port (ssh(1), ENVIRONMENT).
  const [, , host, sshPort] = env.SSH_CONNECTION?.split(" ") ?? [];
  if (host === undefined) return undefined;
  const { port } = new URL(url);
  const through = sshPort === undefined || sshPort === "22" ? "" : ` -p ${sshPort}`;
  const user = env.USER ?? userInfo().username;
  return `First, on the machine that you sit at: ssh -N -L ${port}:127.0.0.1:${port}${through} ${user}@${host}`;
}

/** Opens the address where there is a desktop. That no browser comes is no failure: the address is on the screen. */
export function openInBrowser(desk: Desk, url: string): void {
  const [program, ...words] = opener(desk, url) ?? [];
  if (program === undefined) return;
  const child = spawn(program, words, {
    stdio: "ignore",
    detached: true,
    env: desk.env as NodeJS.ProcessEnv,
  });
  child.on("error", () => undefined);
  child.unref();
}
