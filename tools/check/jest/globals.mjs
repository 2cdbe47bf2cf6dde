/**
 * What `@jest/globals` is to a test whose modules outlive its file: bindings that follow the file that runs, so that a suite which several files
 * import says its `it` to the right one.
 */
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test;

/** From now on these are the globals of another test file. */
export function become(globals) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globals);
}
