/**
 * Node's own loader, taught what Jest's resolver and transformer know: our `.js` is a `.ts`, `px-source` is a condition of our packages, TypeScript
 * goes through the configured transformer and its cache on disk, and `@jest/globals` is ours.
 */
const { createScriptTransformer } = require('@jest/transform');
const { existsSync } = require('node:fs');
const { registerHooks } = require('node:module');
const { fileURLToPath, pathToFileURL } = require('node:url');

const globals = new URL('globals.mjs', pathToFileURL(module.filename)).href;
const AS_MODULE = { supportsDynamicImport: true, supportsExportNamespaceFrom: true, supportsStaticESM: true, supportsTopLevelAwait: true };

/** Where the map of each file lies that was compiled, by the address that Node names in a stack. */
const maps = new Map();
let prepared;

/** Prepares this process once; every project has the same transformer. */
exports.prepareModules = (config) => (prepared ??= prepare(config));

exports.sourceMaps = maps;

async function prepare(config) {
  const transformer = await createScriptTransformer(config);
  const root = `${pathToFileURL(config.rootDir).href}/`;
  const isOurs = (url) => url !== undefined && url.startsWith(root) && !url.includes('/node_modules/');
  registerHooks({
    resolve(specifier, context, next) {
      if (!isOurs(context.parentURL)) return next(specifier, context);
      if (specifier === '@jest/globals') return { url: globals, format: 'module', shortCircuit: true };
      if (specifier.startsWith('@paraph/')) return next(specifier, { ...context, conditions: [...context.conditions, 'px-source'] });
      return next(sourceOf(specifier, context.parentURL), context);
    },
    load(url, context, next) {
      if (!isOurs(url) || !url.endsWith('.ts')) return next(url, context);
      const path = fileURLToPath(url);
      const { code, sourceMapPath } = transformer.transform(path, AS_MODULE);
      if (sourceMapPath) maps.set(url, sourceMapPath);
      return { format: 'module', source: code, shortCircuit: true };
    },
  });
  return import(globals);
}

/** A real .js file, such as the approval page's own modules, stays what it is. */
function sourceOf(specifier, parent) {
  if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return specifier;
  const source = specifier.replace(/\.js$/, '.ts');
  return existsSync(new URL(source, parent)) ? source : specifier;
}
