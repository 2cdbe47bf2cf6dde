import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { enrolTestSigners } from '../sandbox/enrol.ts';
import { chooseCredential, readSandbox } from '../sandbox/sca/sandbox-file.ts';
import { signPdf } from '../sandbox/sca/sign-pdf.ts';
import { verifyPdf, type Verification } from '../sandbox/sca/verify.ts';
import { readPeople, readPerson } from '../sandbox/signer/people.ts';
import { approve } from '../sandbox/signer/robot.ts';
import { StepFailure, type Progress } from './progress.ts';
import type { Surroundings } from './services.ts';
import { trustAnchors } from './trust-anchors.ts';

/** What the first start shows: who can sign, the document that was signed, and what strangers' software says of it. */
export interface Demonstration {
  readonly users: readonly string[];
  readonly signedFile: string;
  /** Null until it was checked. */
  readonly verification: Verification | null;
}

const SAMPLE = join(import.meta.dirname, '..', 'sandbox', 'documents', 'sample.pdf');
/** Each test person's keys: one elliptic curve, one RSA. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = { alice: ['p256'], bob: ['rsa3072'] };

/**
 * Enrols the two test signers, signs the bundled document as one of them, and has the result checked. `keep` is told as
 * soon as there is a document and again with the verdict, so that a refused signature is in the report too.
 */
export async function demonstrate(progress: Progress, around: Surroundings, keep: (soFar: Demonstration) => void): Promise<void> {
  const { state, origins, secrets } = around;
  const people = readPeople(state.root);
  await progress.step('test signers enrolled', () =>
    enrolTestSigners({
      state: state.root,
      managementUrl: origins.management,
      bootstrapToken: secrets.read('management.token'),
      gateway: `${origins.gateway}/csc/v2`,
      redirectUri: `${origins.application}/callback`,
      provider: origins.idp,
      policyId: 'sandbox',
      users: people.map((person) => ({ ...person, algorithms: ALGORITHMS[person.login] ?? ['p256'] })),
    }),
  );

  const sandbox = readSandbox(state.root);
  const alice = readPerson(state.root, 'alice');
  const signed = await signPdf(
    {
      sandbox,
      credentialId: chooseCredential(sandbox, 'alice'),
      label: basename(SAMPLE),
      pdf: new Uint8Array(readFileSync(SAMPLE)),
      signedAt: new Date(),
      reason: 'First signature of this stack',
      authorise: (url) => approve(url, alice, { expect: { labels: [basename(SAMPLE)] } }),
    },
    progress,
  );
  mkdirSync(state.path('signed'), { recursive: true });
  const signedFile = state.path('signed', 'sample-signed.pdf');
  writeFileSync(signedFile, signed);

  const users = people.map(({ login }) => login);
  keep({ users, signedFile, verification: null });

  await progress.step('verified by openssl and pdfsig', async () => {
    const verification = await verifyPdf(signedFile, await trustAnchors(origins.caConnector));
    keep({ users, signedFile, verification });
    if (!verification.ok) throw notAccepted(signedFile, verification);
  });
}

function notAccepted(signedFile: string, { openssl, pdfsig }: Verification): StepFailure {
  return new StepFailure(`the signed document was not accepted:\n${openssl.text}${pdfsig.text}`, `look at ${signedFile} and at the logs of the stack`);
}
