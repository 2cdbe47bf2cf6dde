import { elements, membersOf, type Element } from '@paraph/timestamps';

const GENERALIZED_TIME = 0x18;
const EXPLICIT_0 = 0xa0;

/** `thisUpdate` of the one status in an OCSPResponse (RFC 6960 section 4.2.1): what HTTP calls its last modification (RFC 5019 section 6.2). @throws for what is none */
export function answeredAt(response: Uint8Array): Date {
  const [, carried] = membersOf(response);
  const [responseBytes] = within(carried);
  const [, octets] = within(responseBytes);
  const [basic] = within(octets);
  const [data] = within(basic);
  const responses = within(data).filter(({ tag }) => tag === 0x30)[0];
  const [single] = within(responses);
  const [, , thisUpdate] = within(single);
  if (carried?.tag !== EXPLICIT_0 || thisUpdate?.tag !== GENERALIZED_TIME) throw new Error('an answer without its time');
  const time = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(Buffer.from(thisUpdate.content).toString('latin1'));
  if (!time) throw new Error('an answer without its time');
  const [year, month, ...rest] = time.slice(1).map(Number) as [number, number, number, number, number, number];
  return new Date(Date.UTC(year, month - 1, ...rest));
}

function within(element: Element | undefined): readonly Element[] {
  if (!element) throw new Error('an answer without a status');
  return elements(element.content);
}
