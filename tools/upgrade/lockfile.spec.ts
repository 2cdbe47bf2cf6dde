import { describe, expect, it } from '@jest/globals';
import { isCoveredBy } from './lockfile.ts';

const lock = (packages: Record<string, unknown>): unknown => ({ packages });

describe('packages of an earlier commit', () => {
  const root = { dependencies: { pg: '8.0.0' }, devDependencies: { jest: '30.0.0', '@swc/core': '1.0.0' } };
  const installed = {
    'node_modules/pg': { version: '8.0.0', dependencies: { parse: '^1.0.0' } },
    'node_modules/parse': { version: '2.0.0' },
    'node_modules/pg/node_modules/parse': { version: '1.0.0' },
    'node_modules/@swc/core': { version: '1.0.0' },
    'node_modules/jest': { version: '30.0.0' },
  };
  const earlier = lock({ '': root, 'apps/sam': { version: '0.1.0' }, ...installed });

  it('are ours where each has the same version, whatever else we have', () => {
    expect(isCoveredBy(earlier, lock({ ...installed, 'node_modules/zod': { version: '4.0.0' } }))).toBe(true);
  });

  it.each([
    ['what the services do not need is another', { 'node_modules/jest': { version: '30.0.1' } }],
    ['what lies where nobody looks is another', { 'node_modules/parse': { version: '3.0.0' } }],
  ])('are ours where %s', (_, changed) => {
    expect(isCoveredBy(earlier, lock({ ...installed, ...changed }))).toBe(true);
  });

  it.each([
    ['a dependency is another', { 'node_modules/pg': { version: '8.0.1' } }],
    ['one of a dependency is another', { 'node_modules/pg/node_modules/parse': { version: '1.0.1' } }],
    ['a dependency is gone', { 'node_modules/pg': undefined }],
    ['the compiler is another', { 'node_modules/@swc/core': { version: '1.1.0' } }],
  ])('are not where %s', (_, changed) => {
    expect(isCoveredBy(earlier, lock(JSON.parse(JSON.stringify({ ...installed, ...changed })) as Record<string, unknown>))).toBe(false);
  });
});
