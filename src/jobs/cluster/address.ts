import { InputError } from "../../errors.js";

/** Where the password may stand instead of in the address, which other users of the machine can read. */
export const PASSWORD_VARIABLE = "AANN_GYM_CLUSTER_PASSWORD";

const EXPECTED = "expected redis://HOST:PORT[/DB], or rediss:// for TLS";

/** A server that clusters meet at. */
export interface ClusterAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly isEncrypted: boolean;
  readonly user?: string;
  readonly password?: string;
  /** As it was given, with the password where it had one: for nobody's eyes. */
  readonly url: string;
  /** The address for people: never with the password. */
  readonly shown: string;
}

/**
 * Understands an address such as `redis://gym:6379/1` or `rediss://user:password@gym`.
 * @throws InputError when it is none; the message does not show the password
 */
export function parseAddress(text: string, environment = process.env): ClusterAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refusal(text);
  }
  const { protocol, hostname, port, username, password, pathname, search, hash } = url;
  const database = /^\/?(\d*)$/.exec(pathname)?.[1];
  const isKnown = protocol === "redis:" || protocol === "rediss:";
  if (!isKnown || hostname === "" || database === undefined || search !== "" || hash !== "")
    throw refusal(text);
  const isEncrypted = protocol === "rediss:";
  // An address in brackets is one of IPv6, which sockets take without them.
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const secret = decodeURIComponent(password) || environment[PASSWORD_VARIABLE] || undefined;
  const number = Number(port || 6379);
  return {
    ...{ url: text, host, port: number, database: Number(database), isEncrypted },
    ...(username !== "" && { user: decodeURIComponent(username) }),
    ...(secret !== undefined && { password: secret }),
    shown: `${protocol}//${hostname}:${number}${database === "" ? "" : `/${database}`}`,
  };
}

const refusal = (text: string) =>
  new InputError(`option --cluster: ${EXPECTED}, got ${withoutSecrets(text)}`);

/** A text without what stands between `//` and `@` of addresses in it. */
export function withoutSecrets(text: string): string {
  return text.replace(/(rediss?:\/\/)[^\s'"]*@/g, "$1…@");
}
