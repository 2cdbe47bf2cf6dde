/**
 * The worker itself as the environment of its test files, without a context for each: they share what they import. What a file changes of the
 * process is put back behind it.
 */
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** What Jest replaces for a file, and leaves: its console, the end of the process, a way to built-in modules. */
const REPLACED = [
  [globalThis, 'console'],
  [process, 'exit'],
  [process, 'exitCode'],
  [process, 'getBuiltinModule'],
];

module.exports = class SharedEnvironment {
  global = globalThis;
  fakeTimers = null;
  #conditions;
  #before = { environment: { ...process.env }, folder: process.cwd(), values: new Map(REPLACED.map((one) => [one, one[0][one[1]]])) };

  constructor({ projectConfig }) {
    this.#conditions = projectConfig.testEnvironmentOptions.customExportConditions;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    const { environment, folder, values } = this.#before;
    for (const [[owner, name], value] of values) owner[name] = value;
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    for (const [name, value] of Object.entries(environment)) if (process.env[name] !== value) process.env[name] = value;
    if (process.cwd() !== folder) process.chdir(folder);
    // Jest's record of this file's tests, under a symbol that nobody else can name any more.
    for (const key of Object.getOwnPropertySymbols(globalThis)) if (key.description === 'JEST_STATE_SYMBOL') delete globalThis[key];
  }

  exportConditions() {
    return this.#conditions;
  }

  getVmContext() {
    return null;
  }
};
