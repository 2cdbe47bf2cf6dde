import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');

/** Every line of the product's code that speaks of one of these, with its file. */
function lines(about: RegExp): string[] {
  const folders = ['apps', 'libs'].flatMap((kind) => readdirSync(join(root, kind)).map((name) => join(kind, name, 'src')));
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .flatMap((name) =>
        readFileSync(join(root, folder, name), 'utf8')
          .split('\n')
          .filter((line) => about.test(line))
          .map((line) => `${join(folder, name)}: ${line.trim()}`),
      ),
  );
}

describe('what is only for those who want traces', () => {
  it('is known to one file', () => {
    const found = lines(/from '@opentelemetry\//);
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter((line) => !line.startsWith('libs/platform/src/tracing/otlp-tracer.ts:'))).toEqual([]);
  });

  it('is loaded at one place, when it is wanted', () => {
    expect(lines(/otlp-tracer\.js/)).toEqual([`libs/platform/src/opened.ts: const { OtlpTracer } = await import('./tracing/otlp-tracer.js');`]);
  });
});
