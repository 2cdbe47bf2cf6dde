import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a text that comes in pieces, without their ends; what stands behind the last end counts as one. Only LF ends a line: readers that know
 * more ends would cut an event whose text has U+2028.
 */
export async function* textLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.write(Buffer.from(piece))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
