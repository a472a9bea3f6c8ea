// Mocha's "spec" reporter, and a sentence wherever a run fails that no failed test explains. Mocha's own `--fail-zero`
// counts the tests of each file where files run side by side: one whose tests need what is not installed, or in which
// `--grep` finds none, failed the whole run without a word. Here the tests of the whole run are counted.
import mocha from "mocha";

export default class TestReporter extends mocha.reporters.Spec {
  done(failures, finish) {
    const { passes, pending, failures: shown } = this.stats;
    const none = passes + pending + shown === 0;
    if (none) console.error("No test was chosen.");
    else if (failures > shown) console.error(`Mocha counts ${failures} failures and shows ${shown} of them.`);
    finish(none ? 1 : failures);
  }
}
