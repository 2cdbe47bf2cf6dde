import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { CscRefusal, refusals } from './csc-error.js';

/**
 * The body of a request as text, whatever its content type says. It is read only once the edge knows who sends it, so that a
 * stranger makes this process hold nothing.
 *
 * @param most bytes
 * @throws CscRefusal 413, or `invalid_request` for what is no UTF-8
 */
export async function readBody(request: IncomingMessage, most: number): Promise<string> {
  const body = await bytesOf(request, most);
  if (!isUtf8(body)) throw new CscRefusal(refusals.malformedBody);
  return body.toString('utf8');
}

function bytesOf(request: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // What is too much flows on into nothing, so that the sender comes to read the refusal.
    const refuse = (): void => {
      request.removeAllListeners('data').resume();
      reject(new CscRefusal(refusals.tooLarge));
    };
    if (Number(request.headers['content-length'] ?? 0) > most) return refuse();
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > most) refuse();
      else parts.push(part);
    });
    const lost = (): void => reject(new CscRefusal(refusals.malformedBody));
    // Its sender may have gone while it was found out who that is; then no event comes any more.
    if (request.destroyed) return lost();
    request.once('end', () => {
      request.off('close', lost);
      resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
    });
    request.once('error', lost).once('close', lost);
  });
}
