import { describe, expect, it } from '@jest/globals';
import { readMail } from './read-mail.ts';

const mail = (...lines: string[]): Uint8Array => new TextEncoder().encode(lines.join('\r\n'));

describe('a mail', () => {
  it('of plain text is read as it stands', () => {
    expect(readMail(mail('Subject: Your code', 'X: y', '', 'Code 123456', '', 'end', ''))).toEqual({ subject: 'Your code', text: 'Code 123456\n\nend' });
  });

  it('in quoted-printable, with a subject of several encoded words', () => {
    const subject = ['Subject: =?UTF-8?Q?Votre_code_=C3=A0?=', ' =?UTF-8?B?IHVzYWdlIHVuaXF1ZQ==?='];
    const text = ['Voil=C3=A0 =', 'le code : 123=', '456', '3 =3D 3'];
    expect(readMail(mail(...subject, 'Content-Transfer-Encoding: quoted-printable', '', ...text))).toEqual({
      subject: 'Votre code à usage unique',
      text: 'Voilà le code : 123456\n3 = 3',
    });
  });

  it('in Base64', () => {
    const text = Buffer.from('Code 🖋️ 123456\r\n').toString('base64');
    expect(readMail(mail('content-transfer-encoding: BASE64', '', text))).toEqual({ text: 'Code 🖋️ 123456' });
  });

  it.each([[''], ['Subject: x'], ['no header at all']])('that is none is no failure: %j', (line) => {
    expect(() => readMail(mail(line))).not.toThrow();
  });
});
