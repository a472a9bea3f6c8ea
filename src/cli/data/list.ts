import { folderHelp } from "../../data/data-folder.js";
import { defineCommand } from "../command.js";
import { formatTable } from "../table.js";

export const list = defineCommand({
  words: "list",
  describe: "List the data sets, where they lie and whether they are whole",
  builder: (parser) =>
    parser
      .example("$0 data list", "all data sets; reads every file to compare its SHA-256")
      .example("$0 data list --json", "the same for programs, with each file's fault")
      .epilogue(folderHelp()),
  async run() {
    const { catalogue } = await import("../../data/catalogue.js");
    const { inspect } = await import("../../data/inspect.js");
    const dataSets = [];
    for (const { name, licence, editions } of catalogue) {
      for (const edition of editions) {
        const { state, faults } = await inspect(edition);
        const bytes = Object.values(edition.files).reduce((sum, file) => sum + file.bytes, 0);
        const { source, files } = edition;
        dataSets.push({
          ...{ name, edition: edition.name, state, faults, bytes },
          ...{ folder: edition.folder(), source, licence, files: Object.values(files) },
        });
      }
    }
    const table = formatTable(
      ["data set", "edition", "state", "MB", "licence", "source", "folder"],
      dataSets.map((each) => [
        each.name,
        each.edition,
        each.state,
        Number((each.bytes / 1e6).toFixed(1)),
        each.licence,
        each.source,
        each.folder,
      ]),
    );
    const damage = dataSets.filter(({ state }) => state === "damaged").flatMap(({ faults }) => faults);
    return {
      json: { dataSets },
      text: table,
      ...(damage.length > 0 && { failure: damage.join("; ") }),
    };
  },
});
