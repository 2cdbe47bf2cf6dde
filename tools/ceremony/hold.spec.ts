import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortCode, stepCode, type Plan } from './script.ts';
import { ProviderRoom, type Says } from './test/provider-room.ts';
import { planOf } from './script.ts';

const script = {
  kind: 'paraph-ceremony-script-1',
  title: 'By hand',
  people: [
    { role: 'security-officer', count: 1 },
    { role: 'hsm-administrator', count: 2 },
  ],
  values: { place: 'where it is held' },
  steps: [
    { id: 'one', title: 'First', read: ['At {place}.'], ask: ['Well?'], approvedBy: ['hsm-administrator', 'hsm-administrator'] },
    { id: 'two', title: 'Second', read: ['And then.'], approvedBy: ['security-officer'] },
  ],
};

let room: ProviderRoom;
let plan: Plan;
let folder: string;
beforeEach(() => {
  room = new ProviderRoom();
  folder = join(room.folder, 'ceremony');
  plan = planOf(JSON.stringify(script), { place: 'Room 1' });
});
afterEach(() => room.close());

const kinds = async (says?: Says) => (await room.hold(plan, folder, says)).transcript.entries.map(({ kind }) => kind);
/** Answers a question once so, then as the room does. */
const once = (part: string, answer: string): Says => {
  let isSaid = false;
  return (question) => {
    if (isSaid || !question.includes(part)) return undefined;
    isSaid = true;
    return answer;
  };
};
const approvals = async (says: Says) => {
  const { transcript } = await room.hold(plan, folder, says);
  return transcript.all('approved').map(({ about }) => about['name']);
};

describe('a ceremony', () => {
  it('is written down from the first word to the last, each step only after those who approved it', async () => {
    expect(await kinds()).toEqual([
      'begun',
      ...Array(3).fill('person'),
      ...['step', 'approved', 'approved', 'answer', 'step-done'],
      ...['step', 'approved', 'step-done'],
      'ended',
    ]);
  });

  it.each<[string, string, string]>([
    ['types another code', 'Ben: code of step', '0000-0000'],
    ['types the code of another step', 'Ben: code of step', stepCode(planOf(JSON.stringify(script), { place: 'Room 1' }), 'two')],
    ['brings a signature of something else', 'Cleo: file of the signature', '/dev/null'],
    ['brings no signature', 'Cleo: file of the signature', '/nowhere'],
  ])('does not take a step by one who %s', async (_what, question, answer) => {
    const { transcript } = await room.hold(plan, folder, once(question, answer));
    expect(transcript.all('remark')).toHaveLength(1);
    expect(room.said.join('\n')).toContain('That does not approve this step.');
    // Asked again, the same person does approve: the refusal was of the answer.
    expect(transcript.all('approved').map(({ about }) => about['name'])).toEqual(['Ben', 'Cleo', 'Ann']);
  });

  it.each([
    ['the same person twice', 'Ben'],
    ['somebody of another role', 'Ann'],
    ['somebody who is not there', 'Zoe'],
  ])('does not take a step that two approve by %s', async (_what, name) => {
    let count = 0;
    const says: Says = (question) => (question.startsWith('Approved by (hsm') && (count += 1) === 2 ? name : undefined);
    expect(await approvals(says)).toEqual(['Ben', 'Cleo', 'Ann']);
    expect(room.said.filter((line) => line.includes('has not approved yet'))).toHaveLength(1);
  });

  it('takes one person in one role only', async () => {
    const { transcript } = await room.hold(plan, folder, once('hsm-administrator: name', 'ANN'));
    expect(transcript.all('person').map(({ about }) => about['name'])).toEqual(['Ann', 'Ben', 'Cleo']);
  });

  it('ends for today when somebody refuses, with the words', async () => {
    const says: Says = (question) =>
      question.startsWith('Approved by (security') ? 'refuse' : question.startsWith('Who refuses') ? 'Ann: the seal is broken' : undefined;
    const { outcome, transcript } = await room.hold(plan, folder, says);
    expect([outcome, transcript.all('refused')[0]?.about['words']]).toEqual(['refused', 'Ann: the seal is broken']);
    expect(transcript.all('step-done')).toHaveLength(1);
  });
});

describe('after a break', () => {
  const stopped: Says = (question) => (question.startsWith('Approved by (security') ? 'break' : undefined);
  const says =
    (code: string): Says =>
    (question) =>
      question.startsWith('The code that you wrote') ? code : undefined;

  it('it goes on where it was, for those who have the code', async () => {
    const { transcript } = await room.hold(plan, folder, stopped);
    const again = await room.hold(plan, folder, says(shortCode(transcript.head)));
    expect(again.outcome).toBe('ended');
    expect(again.transcript.all('step-done').map(({ about }) => about['step'])).toEqual(['one', 'two']);
    expect(again.transcript.all('person')).toHaveLength(3);
  });

  it('it says so where it was cut off and nobody has a code', async () => {
    await room.hold(plan, folder, stopped);
    const { transcript } = await room.hold(plan, folder, says('none'));
    expect(transcript.all('resumed')[0]?.about['words']).toContain('cut off');
  });

  it('it does not go on with another code, another plan, or a line that somebody changed', async () => {
    const { transcript } = await room.hold(plan, folder, stopped);
    const code = says(shortCode(transcript.head));
    await expect(room.hold(plan, folder, says('0000-0000'))).rejects.toThrow('does not end where you left it');
    await expect(room.hold(planOf(JSON.stringify(script), { place: 'Room 2' }), folder, code)).rejects.toThrow('another plan');
    const file = join(folder, 'transcript.jsonl');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('As it should be.', 'As it should not be.'));
    expect(() => room.hold(plan, folder, code)).toThrow('is not the one that was written');
    writeFileSync(file, text);
    expect((await room.hold(plan, folder, code)).outcome).toBe('ended');
  });

  it('an older transcript put back has another code', async () => {
    const { transcript } = await room.hold(plan, folder, stopped);
    const file = join(folder, 'transcript.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8').trim().split('\n').slice(0, -1).join('\n')}\n`);
    await expect(room.hold(plan, folder, says(shortCode(transcript.head)))).rejects.toThrow('does not end where you left it');
  });
});

describe('a script', () => {
  const text = (change: object): string => JSON.stringify({ ...script, ...change });
  it.each<[string, string, Record<string, string>]>([
    ['without a value', text({}), {}],
    ['with a value too many', text({}), { place: 'Room 1', colour: 'red' }],
    ['that asks for more people than come', text({ people: [{ role: 'security-officer', count: 1 }] }), { place: 'Room 1' }],
    ['with a step twice', text({ steps: [script.steps[1], script.steps[1]] }), { place: 'Room 1' }],
    ['with a program that nobody knows', text({ steps: [{ ...script.steps[1], command: { program: 'sh', words: [] } }] }), { place: 'Room 1' }],
    ['whose copy goes to a value that it does not name', text({ copyFor: 'customer' }), { place: 'Room 1' }],
    ['that uses what it does not name', text({ steps: [{ ...script.steps[1], read: ['{other}'] }] }), { place: 'Room 1' }],
  ])('%s is none', (_what, given, values) => {
    expect(() => planOf(given, values)).toThrow();
  });

  it('gives every step another code with another value', () => {
    const other = planOf(JSON.stringify(script), { place: 'Room 2' });
    expect(new Set(['one', 'two'].flatMap((id) => [stepCode(plan, id), stepCode(other, id)])).size).toBe(4);
  });
});
