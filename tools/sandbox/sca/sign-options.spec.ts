import { describe, expect, it } from '@jest/globals';
import { StepFailure } from '../../stack/progress.ts';
import { readSignOptions } from './sign-options.ts';

describe('the command line of npm run sign', () => {
  it('has alice sign with the stack of .paraph unless told otherwise', () => {
    expect(readSignOptions(['a.pdf', 'b.pdf'])).toEqual({ input: 'a.pdf', output: 'b.pdf', state: '.paraph', user: 'alice', browser: false });
    expect(readSignOptions(['a.pdf', '--user', 'bob', 'b.pdf', '--browser', '--state', 's', '--credential', 'c'])).toEqual({
      input: 'a.pdf',
      output: 'b.pdf',
      state: 's',
      user: 'bob',
      credential: 'c',
      browser: true,
    });
  });

  it('may ask for help instead', () => {
    expect(readSignOptions(['--help'])).toBeUndefined();
  });

  it.each([[[]], [['a.pdf']], [['a.pdf', 'b.pdf', 'c.pdf']], [['a.pdf', 'b.pdf', '--usr', 'bob']]])('is refused as %j', (args) => {
    expect(() => readSignOptions(args)).toThrow(StepFailure);
  });
});
