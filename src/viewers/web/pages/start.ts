import "../no-eval.js";
import { type PolicyFile, parsePolicy } from "../../../networks/policy.js";
import { SHIPPED, type Shipped } from "../car-racing/watch/shipped.js";
import { showSite } from "../car-racing/watch/site.js";
import { element, formatNumber } from "./document.js";
import { connectHelp } from "./help.js";

showSite("start");
connectHelp();
await showPolicies();

async function showPolicies(): Promise<void> {
  const rows = await Promise.all(
    Object.entries(SHIPPED).map(async ([name, shipped]) => {
      const policy = parsePolicy(await (await fetch(shipped.file)).text(), name);
      return rowOf(name, policy, shipped);
    }),
  );
  element("policies").replaceChildren(...rows);
}

/** A policy's sizes, from its file, and its returns. */
function rowOf(name: string, { network, provenance }: PolicyFile, shipped: Shipped): HTMLElement {
  const all = network.weights.reduce((sum, weights) => sum + weights.length, 0);
  const used = network.weights.reduce(
    (sum, weights) => sum + weights.reduce((n, w) => n + Math.abs(w), 0),
    0,
  );
  const { mean, lowest, solved } = shipped;
  const how = provenance.command?.includes(" sense ") ? "SENSE, from a trained net" : "p-SIREN";
  const watch = Object.assign(document.createElement("a"), {
    href: `./watch.html#shipped=${name}`,
    textContent: "Watch",
  });
  const race = Object.assign(document.createElement("a"), {
    href: `./watch.html#you&shipped=${name}`,
    textContent: "Race",
  });
  const links = document.createElement("span");
  links.append(watch, " ", race);
  for (const link of [watch, race]) link.ariaLabel = `${link.textContent} ${name}`;
  const row = document.createElement("tr");
  const share = `${formatNumber(100 * (1 - used / all), 1)} %`;
  for (const content of [
    name,
    formatNumber(used),
    share,
    how,
    String(mean),
    String(lowest),
    `${solved} of 100`,
    links,
  ]) {
    const cell = document.createElement("td");
    cell.append(content);
    row.append(cell);
  }
  return row;
}
