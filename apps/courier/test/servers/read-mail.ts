/** Text and subject of a message of one part (RFC 2045, RFC 2047), as a mail program shows them. */
export function readMail(mail: string): { text: string; subject?: string } {
  const end = mail.indexOf('\r\n\r\n');
  const header = mail.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*)$`, 'im').exec(header)?.[1];
  const body = mail.slice(end + 4);
  const coding = field('Content-Transfer-Encoding')?.toLowerCase();
  const bytes =
    coding === 'base64' ? Buffer.from(body, 'base64') : coding === 'quoted-printable' ? unquote(body.replaceAll('=\r\n', '')) : Buffer.from(body, 'latin1');
  const subject = field('Subject')
    ?.replaceAll(/\?= +=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_all, how: string, word: string) => {
      return (how.toUpperCase() === 'B' ? Buffer.from(word, 'base64') : unquote(word.replaceAll('_', ' '))).toString();
    });
  const text = bytes.toString().replaceAll('\r\n', '\n').replace(/\n$/, '');
  return { text, ...(subject === undefined ? {} : { subject }) };
}

function unquote(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
