import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { reportOn, type ReportOrder, type TokenReport } from '../src/adapters/pkcs11/token-report.js';

type Seen = Pick<TokenReport, 'findings' | 'refusal' | 'weaknesses'> & { readonly token: TokenReport['token'] };

const root = resolve(import.meta.dirname, '../../..');
const pages = JSON.parse(readFileSync(resolve(root, 'docs/hsm/reports.json'), 'utf8')) as Readonly<Record<string, Seen>>;

/** Holds docs/hsm to what the token does here, if it is the version that was written about. */
export function reportSuite(name: string, order: () => ReportOrder): void {
  describe(`docs/hsm on ${name}`, () => {
    it('says what the token does, if this is the version it was written about', () => {
      const [here, seen] = [reportOn(order()), pages[name]!];
      expect(here.refusal).toBeUndefined();
      if (here.token.library !== seen.token.library || here.token.firmware !== seen.token.firmware) {
        // A newer one may do more, or less: what counts is what is tried at its start.
        process.stdout.write(`docs/hsm: ${name} ${here.token.library} is here, ${seen.token.library} was written about: not compared\n`);
        return;
      }
      const outcomes = ({ findings }: Pick<TokenReport, 'findings'>): string[] =>
        findings.map(({ says, outcome, answer }) => `${outcome === 'yes' ? 'it' : outcome} ${says}: ${answer}`);
      expect(outcomes(here)).toEqual(outcomes(seen));
      expect(here.weaknesses).toEqual(seen.weaknesses);
    });
  });
}
