import { expect, it } from '@jest/globals';
import { PhoneInbox } from './inbox.ts';

const sms = (to: string, text: string) => ({ channel: 'sms', to, text }) as const;

it('shows the newest first, all or those of one address', () => {
  const inbox = new PhoneInbox();
  for (const [to, text] of [
    ['+331', 'a'],
    ['+332', 'b'],
    ['+331', 'c'],
  ] as const)
    inbox.add(sms(to, text));
  expect(inbox.list().map(({ number, text }) => `${number}${text}`)).toEqual(['3c', '2b', '1a']);
  expect(inbox.list('+331').map(({ text }) => text)).toEqual(['c', 'a']);
  expect(inbox.list('+333')).toEqual([]);
  expect(inbox.addresses()).toEqual(['+331', '+332']);
});

it('keeps two hundred, and their numbers go on', () => {
  const inbox = new PhoneInbox();
  for (let index = 1; index <= 250; index += 1) inbox.add(sms('+331', String(index)));
  expect(inbox.list()).toHaveLength(200);
  expect(inbox.list()[0]).toMatchObject({ number: 250, text: '250' });
});
