import { describe, expect, it } from '@jest/globals';
import { eventsOfMessage } from './streams.js';

describe('the events of a message', () => {
  it.each([
    ['one with its place', 'a', '7', [{ body: 'a', sequence: 7 }]],
    ['one without', 'a', '', [{ body: 'a' }]],
    ['one whose place is none', 'a', '07', [{ body: 'a' }]],
    ['one over several lines', 'a\nb', '7', [{ body: 'a\nb', sequence: 7 }]],
    [
      'several, one a line',
      'a\nb\nc',
      '7,9,8',
      [
        { body: 'a', sequence: 7 },
        { body: 'b', sequence: 9 },
        { body: 'c', sequence: 8 },
      ],
    ],
  ])('are %s', (_case, body, beside, expected) => {
    expect(eventsOfMessage(body, beside)).toEqual(expected);
  });

  it.each([
    ['fewer lines than places', 'a', '7,8'],
    ['more lines than places', 'a\nb\nc', '7,8'],
    ['a place that is none', 'a\nb', '7,x'],
    ['a place of zero', 'a\nb', '0,1'],
    ['an empty place', 'a\nb', '7,'],
    ['a place beyond all numbers', 'a\nb', '7,1000000000000000'],
    ['places and nothing else', '', '7,8'],
  ])('are one text that nobody can read where there are %s', (_case, body, beside) => {
    expect(eventsOfMessage(body, beside)).toEqual([{ body }]);
  });

  it('are no more than the header names, however much it names', () => {
    expect(eventsOfMessage('a\nb', Array.from({ length: 10_000 }, (_, index) => index + 1).join())).toEqual([{ body: 'a\nb' }]);
  });
});
