/** Jest's own runner, with test files that Node loads: what a file imports is evaluated once for a worker and not once for a file (adr/052). */
const { default: circus } = require('jest-circus/runner');
const { pathToFileURL } = require('node:url');
const { prepareModules, sourceMaps } = require('./modules.cjs');

module.exports = async (globalConfig, config, environment, runtime, testPath, ...more) => {
  const { become } = await prepareModules(config);
  for (const [file, map] of sourceMaps) runtime.getSourceMaps().set(file, map);
  runtime.requireInternalModule = freshly;
  runtime.unstable_shouldLoadAsEsm = () => true;
  runtime.unstable_importModule = async (path) => {
    become(runtime.requireModuleOrMock(testPath, '@jest/globals'));
    await import(pathToFileURL(path).href);
    for (const [file, map] of sourceMaps) runtime.getSourceMaps().set(file, map);
  };
  return circus(globalConfig, config, environment, runtime, testPath, ...more);
};

/** The part of Jest that holds the tests of one file: another one for each. */
function freshly(path) {
  delete require.cache[path];
  delete globalThis[Symbol.for('EVENT_HANDLERS')];
  return require(path);
}
