import { describe, expect, it } from '@jest/globals';
import { StepFailure } from '../stack/progress.ts';
import { readConformanceOptions } from './options.ts';

describe('the command line of npm run conformance', () => {
  it('names the sandbox or a service with fixtures', () => {
    expect(readConformanceOptions(['--sandbox'])).toEqual({ target: { state: '.paraph' }, versions: ['v1', 'v2'], only: [], malformed: 0, statements: true });
    const words = [
      '--url',
      'https://x.example',
      '--fixtures',
      'f.json',
      '--version',
      'v2',
      '--only',
      'CSC-001',
      '--only',
      'CSC-002',
      '--malformed',
      '9',
      '--seed',
      '3',
    ];
    expect(readConformanceOptions(words)).toEqual({
      target: { url: 'https://x.example', fixtures: 'f.json' },
      versions: ['v2'],
      only: ['CSC-001', 'CSC-002'],
      malformed: 9,
      seed: 3,
      statements: true,
    });
    expect(readConformanceOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [[]],
    [['--url', 'https://x.example']],
    [['--url', 'nothing', '--fixtures', 'f']],
    [['--sandbox', '--url', 'https://x.example', '--fixtures', 'f']],
    [['--sandbox', '--version', 'v3']],
    [['--sandbox', '--malformed', 'many']],
    [['--sandbox', '--malformed=-1']],
    [['--sandbox', '--mal', '1']],
  ])('is refused as %j', (args) => {
    expect(() => readConformanceOptions(args)).toThrow(StepFailure);
  });
});
