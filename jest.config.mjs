/** The one Jest configuration: unit specs beside the code, integration against one real thing, e2e over HTTP. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  modulePathIgnorePatterns: ['/dist/', '/dist-types/', '/\\.paraph'],
  testEnvironmentOptions: { customExportConditions: ['px-source', 'node', 'node-addons'] },
  resolver: '<rootDir>/tools/check/jest-resolver.cjs',
};

/** Files of a worker share what they import: adr/052. */
const together = { testRunner: '<rootDir>/tools/check/jest/runner.cjs', testEnvironment: '<rootDir>/tools/check/jest/environment.cjs' };

export default {
  projects: [
    { ...shared, ...together, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'] },
    { ...shared, ...together, displayName: 'integration', testMatch: ['<rootDir>/{apps,libs,tools}/**/*.it.ts'] },
    { ...shared, ...together, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.e2e.ts'] },
  ],
  testSequencer: '<rootDir>/tools/check/sequencer.cjs',
  testTimeout: 30_000,
  // The native PKCS#11 module and the browser are each shared by a worker.
  maxWorkers: 2,
};
