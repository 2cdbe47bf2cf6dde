import { detailsRequest } from '@paraph/csc-client';
import { expectEmpty, expectJson, expectNothingFor, expectRefused, expectThat, textOf, textsOf } from '../expect.ts';
import type { Probe } from '../service/probe.ts';
import type { Answer } from '../service/wire.ts';
import { NotApplicable, type Statement } from '../statement.ts';

const CREATION = 'https://cloudsignatureconsortium.org/2025/credential-creation';
const DELETION = 'https://cloudsignatureconsortium.org/2025/credential-deletion';

/** What was answered from the making of a credential to its end. */
interface Walk {
  readonly credentialID: string;
  readonly withServiceToken: Answer;
  readonly withoutRequest: Answer;
  readonly created: Answer;
  readonly listed: readonly string[];
  readonly deletedAnother: Answer;
  readonly deleted: Answer;
  readonly listedAfter: readonly string[];
}

/** `credentials/create` and `credentials/delete` (CSC 2.2, 11.4 and 11.5). A credential is made and ended once, and all look at that. */
export const credentialLifecycle: readonly Statement[] = [
  {
    id: 'CSC-184',
    versions: ['v2'],
    says: 'a credential is made by who was authorised to, and then listed (2.2)',
    standing: 'indirect',
    check: async (p) => {
      const { withServiceToken, created, credentialID, listed } = await walk(p);
      expectNothingFor(withServiceToken, [401, 403]);
      expectJson(created);
      expectThat(listed.includes(credentialID), 'the credential in the list', listed);
    },
  },
  {
    id: 'CSC-185',
    versions: ['v2'],
    says: 'what is to be made must be said (2.2)',
    standing: 'indirect',
    check: async (p) => expectRefused((await walk(p)).withoutRequest),
  },
  {
    id: 'CSC-186',
    versions: ['v2'],
    says: 'a credential that is deleted is gone (2.2)',
    standing: 'indirect',
    check: async (p) => {
      const { deleted, listedAfter, credentialID } = await walk(p);
      expectEmpty(deleted);
      expectThat(!listedAfter.includes(credentialID), 'the credential not in the list', listedAfter);
    },
  },
  {
    id: 'CSC-187',
    versions: ['v2'],
    says: 'a deletion is of one credential (2.2)',
    standing: 'indirect',
    check: async (p) => {
      const { deletedAnother } = await walk(p);
      expectThat(deletedAnother.status >= 400 && deletedAnother.status < 500, '4xx', `${deletedAnother.status} ${deletedAnother.text}`);
      expectJson(await p.call('credentials/info', { credentialID: p.credential('RSA1').credentialID }));
    },
  },
];

function walk(p: Probe): Promise<Walk> {
  return p.once('lifecycle', () => walked(p));
}

async function walked(p: Probe): Promise<Walk> {
  await p.needs('credentials/create', 'credentials/delete');
  const { creation } = p.fixtures;
  if (!creation) throw new NotApplicable('the fixtures name no certificate policy to make a credential by');
  const { certificatePolicy } = creation;
  const list = async (): Promise<string[]> => textsOf(expectJson(await p.call('credentials/list', {})), 'credentialIDs');
  const credentialCreationRequest = { certificatePolicy };

  const withServiceToken = await p.call('credentials/create', { credentialCreationRequest });
  const toCreate = textOf(await p.granted(detailsRequest([{ type: CREATION, credentialCreationRequest }])), 'access_token');
  const before = await list();
  const withoutRequest = await p.call('credentials/create', {}, { bearer: toCreate });
  const created = await p.call('credentials/create', { credentialCreationRequest }, { bearer: toCreate });
  const credentialID = textOf(expectJson(created), 'credentialID');
  expectThat(!before.includes(credentialID), 'nothing in the list before it was made', before);
  const listed = await list();

  const toDelete = textOf(await p.granted(detailsRequest([{ type: DELETION, credentialID }])), 'access_token');
  const deletedAnother = await p.call('credentials/delete', { credentialID: p.credential('RSA1').credentialID }, { bearer: toDelete });
  const deleted = await p.call('credentials/delete', { credentialID }, { bearer: toDelete });
  return { credentialID, withServiceToken, withoutRequest, created, listed, deletedAnother, deleted, listedAfter: await list() };
}
