import { parseAddress } from "../../jobs/cluster/address.js";
import { CLUSTER_PACKAGES } from "../cluster-option.js";
import { defineCommand } from "../command.js";
import { expectPackages } from "../failure.js";
import { formatAmount } from "../progress.js";
import { formatTable } from "../table.js";

export const status = defineCommand({
  words: "status <url>",
  describe: "Tell who works at a server, what waits and what has failed, with its logs",
  builder: (parser) =>
    parser
      .positional("url", {
        type: "string",
        demandOption: true,
        describe: "The server: redis://HOST:PORT[/DB]",
      })
      .example("$0 cluster status redis://gym:6379", "workers, jobs, and the logs of failed ones"),
  async run({ url }, { note, signal }) {
    expectPackages(CLUSTER_PACKAGES);
    const { Connection } = await import("../../jobs/cluster/connection.js");
    const { describeCode } = await import("../../jobs/cluster/envelope.js");
    const { clusterStatus } = await import("../../jobs/cluster/status.js");
    const connection = await Connection.open(parseAddress(url), note, signal);
    try {
      const { participants, ...jobs } = await clusterStatus(connection.redis);
      const { waiting, active, done, failed, memory } = jobs;
      const rows = participants.map(({ name, role, threads, done, code }) => [
        ...[name, role, threads, done],
        describeCode(code),
      ]);
      return {
        json: { participants, ...jobs },
        text: [
          rows.length > 0
            ? formatTable(["who", "role", "threads", "jobs done", "runs"], rows)
            : "Nobody is there.",
          `Jobs: ${waiting} waiting, ${active} active, ${done} done and kept, ${failed.length} failed.`,
          `The server uses ${formatAmount(memory / 1e6)} MB.`,
          ...failed.flatMap(({ name, reason, logs }) => [`Failed: ${name}: ${reason}`, ...logs]),
        ].join("\n"),
      };
    } finally {
      connection.close();
    }
  },
});
