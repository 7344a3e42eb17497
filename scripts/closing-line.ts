import type { Reporter, TestModule, Vitest } from 'vitest/node';

/**
 * Prints, as the very last thing, one plain line that CI can read:
 * `12 passed, 0 failed` (and `, 1 skipped` where some were).
 *
 * Counts test cases as vitest reports them. A module that failed to load, a failing hook of a suite
 * and an unhandled error each count as one failure, since no test case stands for them; so does a run
 * that fails for any other reason, such as its global set-up.
 */
export default class ClosingLine implements Reporter {
  #watching = false;

  onInit(vitest: Vitest): void {
    this.#watching = vitest.config.watch;
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<unknown>): void {
    if (this.#watching) return;
    const count = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.once('exit', (code) => {
      // A test left pending never ran to its end: that is no pass.
      const failed = Math.max(count.failed + count.pending, code === 0 ? 0 : 1);
      process.stdout.write(`${count.passed} passed, ${failed} failed${skipped}\n`);
    });
  }
}
