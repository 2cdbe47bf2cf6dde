import { describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { inspect } from 'node:util';
import { plain } from '../../test/messages.js';
import { Message } from './message.js';

const messageId = newId('msg');
const sms = { address: '+33612345678', text: 'Code 123456' };
const email = { address: 'alice@example.org', subject: 'Votre code', text: 'Code 123456\r\nÀ bientôt' };

const readSms = (content: unknown): Message => Message.read({ messageId, channel: 'sms' }, plain(content));
const readEmail = (content: unknown): Message => Message.read({ messageId, channel: 'email' }, plain(content));

function refusalOf(read: () => unknown): { code: unknown; shown: string } {
  try {
    read();
  } catch (error) {
    return { code: (error as { code?: unknown }).code, shown: inspect(error) };
  }
  return { code: 'none', shown: '' };
}

describe('a message', () => {
  it('has the parts that were sealed, lines ended one way', () => {
    expect({ ...pick(readSms(sms)) }).toEqual({ ...sms, subject: undefined });
    expect({ ...pick(readEmail(email)) }).toEqual({ ...email, text: 'Code 123456\nÀ bientôt' });
  });

  it('may have lines, quotes, every alphabet, and what a client calls its document', () => {
    for (const text of ['a\n\nb', '"{}\\', 'Ω ж 漢 🖋️', '\u200ffacture.pdf', '.']) expect(readSms({ ...sms, text }).text).toBe(text);
  });

  it('shows nothing of itself', () => {
    const message = readEmail(email);
    for (const shown of [inspect(message), inspect({ deep: [message] }), JSON.stringify({ message }), String(message)]) {
      expect(shown).toContain(messageId);
      expect(shown).not.toMatch(/alice|123456|Votre/);
    }
    expect(Object.keys(message)).toEqual(['messageId', 'channel']);
  });
});

describe('what was sealed is no message', () => {
  it.each([
    ['when it is no JSON', 'Code 123456 for +33612345678'],
    ['when it is a list', [sms]],
    ['when it is null', 'null'],
    ['without a text', { address: sms.address }],
    ['with an empty text', { ...sms, text: '' }],
    ['with a text that is too long', { ...sms, text: 'x'.repeat(4_001) }],
    ['with a member nobody agreed on', { ...sms, cc: '+33600000000' }],
    ['with two addresses', { ...sms, address: ['+33612345678', '+33600000000'] }],
    ['with a subject', { ...sms, subject: 'Code' }],
    ['with a control character', { ...sms, text: 'Code\u0008 123456' }],
    ['with an escape', { ...sms, text: '\u001b[2J123456' }],
    ['with a bare carriage return', { ...sms, text: 'Code\rOther' }],
    ['with a null', { ...sms, text: 'Code\u0000123456' }],
    ['with half a character', '{"address":"+33612345678","text":"123456 \\ud83d"}'],
  ])('%s', (_how, content) => {
    const { code, shown } = refusalOf(() => readSms(content));
    expect(code).toBe('message.unreadable');
    expect(shown).not.toMatch(/123456|336/);
  });

  it('when its bytes are no UTF-8', () => {
    expect(refusalOf(() => Message.read({ messageId, channel: 'sms' }, Uint8Array.of(0x7b, 0xff, 0x7d))).code).toBe('message.unreadable');
  });

  it.each(['Code\nBcc: eve@example.org', 'Code\r\nBcc: eve@example.org', 'Code\rX: y', 'Code\u2028X', 'Code\u0000', 'x'.repeat(201)])(
    'with the subject %j',
    (subject) => {
      expect(refusalOf(() => readEmail({ ...email, subject })).code).toBe('message.unreadable');
    },
  );
});

describe('no gateway could serve the address', () => {
  it.each(['0612345678', 'alice@example.org', '+33612345678\nX', '+33612345678;ext=1'])('%j of an SMS', (address) => {
    const { code, shown } = refusalOf(() => readSms({ ...sms, address }));
    expect(code).toBe('message.undeliverable');
    expect(shown).not.toContain(address);
  });

  it.each(['+33612345678', 'alice', 'alice@example.org\r\nBcc: eve@example.org', 'alice@example.org, eve@example.org'])('%j of an e-mail', (address) => {
    expect(refusalOf(() => readEmail({ ...email, address })).code).toBe('message.undeliverable');
  });
});

function pick({ address, subject, text }: Message): object {
  return { address, subject, text };
}
