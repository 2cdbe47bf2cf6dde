/** What a mail program shows of a message of one part (RFC 2045, RFC 2047). Attachments and HTML nobody of the trial sends. */
export function readMail(mail: Uint8Array): { readonly subject?: string; readonly text: string } {
  const source = Buffer.from(mail).toString('latin1');
  const end = source.indexOf('\r\n\r\n');
  // A header that goes on begins its next line with white space (RFC 5322 section 2.2.3).
  const header = source.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const field = (name: string): string | undefined => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(header)?.[1]?.trim();
  const subject = field('Subject');
  const text = decode(source.slice(end + 4), field('Content-Transfer-Encoding')?.toLowerCase()).toString('utf8');
  return { ...(subject === undefined ? {} : { subject: readWords(subject) }), text: text.replaceAll('\r\n', '\n').trimEnd() };
}

function decode(body: string, encoding: string | undefined): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  return encoding === 'quoted-printable' ? unquote(body.replaceAll(/=\r\n/g, '')) : Buffer.from(body, 'latin1');
}

/** Encoded words; between two of them white space does not count. */
function readWords(text: string): string {
  return text.replaceAll(/\?=\s+=\?/g, '?==?').replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_word, encoding: string, content: string) => {
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : unquote(content.replaceAll('_', ' '));
    return bytes.toString('utf8');
  });
}

function unquote(text: string): Buffer {
  const bytes = text.replaceAll(/=([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
