import { main } from "../../../src/cli/main.js";

// The program itself, from whichever folder the tests were built into.
process.exitCode = await main(process.argv.slice(2));
