import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeReport } from '../report.ts';
import { trustWords } from '../trust-words.ts';

const words = trustWords('.paraph').join(' ');
const report = { ok: true, steps: [], signedFile: '.paraph/signed/sample-signed.pdf', verification: null, versions: {}, rssBytes: {}, pssBytes: {} };
const running = { urls: {}, state: '.paraph', users: [], authority: undefined };

describe('whom to believe about a trial', () => {
  it('is printed with what was signed, and stands word for word in the book', () => {
    expect(words).toContain('--tsa .paraph/timestamps/root.pem');
    expect(describeReport(report, running)).toContain(`npx paraph-verify FILE ${words}`);
    expect(readFileSync(join(import.meta.dirname, '../../../docs/operations/verification.md'), 'utf8')).toContain(`npx paraph-verify evidence.json ${words} `);
  });

  it('is not printed where nothing was signed', () => {
    expect(describeReport({ ...report, signedFile: null }, running)).not.toContain('paraph-verify');
  });
});
