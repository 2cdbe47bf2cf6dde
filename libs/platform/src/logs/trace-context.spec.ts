import { describe, expect, it } from '@jest/globals';
import { acceptTrace, isRecorded, traceparent } from './trace-context.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';

describe('a trace', () => {
  it.each([
    ['as the standard writes it', `00-${traceId}-b7ad6b7169203331-01`, '01'],
    ['without a recorder', `00-${traceId}-b7ad6b7169203331-00`, '00'],
    ['of a later version, with more after it', `cc-${traceId}-b7ad6b7169203331-01-what-the-future-brings`, '01'],
  ])('is gone on with %s', (_case, header, flags) => {
    expect(acceptTrace(header)).toEqual({ traceId, flags, spanId: 'b7ad6b7169203331' });
  });

  it.each([
    ['no header', undefined],
    ['several headers', [`00-${traceId}-b7ad6b7169203331-01`]],
    ['the forbidden version', `ff-${traceId}-b7ad6b7169203331-01`],
    ['no trace', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['no parent', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-b7ad6b7169203331-01`],
    ['no flags', `00-${traceId}-b7ad6b7169203331`],
    ['something stuck to it', `00-${traceId}-b7ad6b7169203331-01x`],
    ['a line break', `00-${traceId}-b7ad6b7169203331-01\r\nX: y`],
    ['a novel', `00-${traceId}-b7ad6b7169203331-01-${'x'.repeat(300)}`],
  ])('begins anew for %s', (_case, header) => {
    const made = acceptTrace(header);
    expect(made).toEqual({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/), flags: '00' });
    expect(made.traceId).not.toBe(traceId);
  });

  it('is sent on with the step at hand as the parent, and with a new one where there is none', () => {
    expect(traceparent({ traceId, flags: '01', spanId: 'b7ad6b7169203331' })).toBe(`00-${traceId}-b7ad6b7169203331-01`);
    const [first, second] = [traceparent({ traceId, flags: '01' }), traceparent({ traceId, flags: '01' })];
    expect(acceptTrace(first)).toMatchObject({ traceId, flags: '01' });
    expect(first).not.toBe(second);
  });

  it.each([
    ['01', true],
    ['00', false],
    ['03', true],
    ['fe', false],
  ])('with the flags %s is recorded: %s', (flags, recorded) => {
    expect(isRecorded({ traceId, flags })).toBe(recorded);
  });
});
