import { ServiceError } from '@paraph/contracts';

/** How many people say what they read in the other room: one alone could be deceived, or deceive. */
const PEOPLE = 2;

/**
 * What people typed of a fingerprint that they read on the other side, as `NAME:FINGERPRINT`. This side never shows its
 * own, or it would be copied instead of compared. Answers who they are.
 *
 * @throws `hsm.refused` unless two different people typed this fingerprint and nobody typed another
 */
export function mustBeApproved(typed: readonly string[], fingerprint: string, what: string): string[] {
  const approvals = typed.map(approvalOf);
  const people = [...new Set(approvals.map(({ name }) => name))];
  if (people.length < PEOPLE || people.length < approvals.length) {
    throw new ServiceError('hsm.refused', `${PEOPLE} different people type the fingerprint of ${what}, each once, as NAME:FINGERPRINT`);
  }
  const wrong = approvals.filter(({ value }) => value !== plain(fingerprint)).map(({ name }) => name);
  if (wrong.length > 0) {
    throw new ServiceError(
      'hsm.refused',
      `the fingerprint of ${what} is not what ${wrong.join(' and ')} typed: do not go on, somebody may have exchanged the file`,
    );
  }
  return people;
}

function approvalOf(typed: string): { name: string; value: string } {
  const [name = '', ...rest] = typed.split(':');
  return { name: name.trim().toLowerCase(), value: plain(rest.join(':')) };
}

/** Groups, spaces and case do not count. */
function plain(fingerprint: string): string {
  return fingerprint.toLowerCase().replaceAll(/[\s:-]/g, '');
}
