import { registrations, type Registration } from '@paraph/contracts';
import { refusedEvidence } from '../evidence/refused-evidence.js';

/** The registrations of a text exactly as the page wrote it; anything else in it is refused. @throws `evidence.invalid` */
export function readRegistrations(text: string): readonly Registration[] {
  const read = registrations.safeParse(parse(text));
  if (!read.success) throw refusedEvidence('the registrations do not have the shape they should');
  return read.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
