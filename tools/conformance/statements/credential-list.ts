import { expectJson, expectRefused, expectThat, objectOf, textOf, textsOf } from '../expect.ts';
import type { CredentialName } from '../fixtures.ts';
import type { Probe } from '../service/probe.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

const ofU1: readonly CredentialName[] = ['RSA1', 'RSA2', 'IMP', 'OAU', 'EC'];

/** `credentials/list` (CSC v1 11.4, v2 11.4). */
export const credentialList: readonly Statement[] = [
  {
    id: 'CSC-037',
    versions: both,
    says: 'one’s own credentials and nobody else’s',
    check: async (p) => {
      requireOwn(p, await listed(p));
      if (p.fixtures.users.U2) {
        const others = await listed(p, {}, await p.token('U2'));
        const mine = ofU1.flatMap((name) => p.fixtures.credentials[name]?.credentialID ?? []);
        expectThat(!others.some((id) => mine.includes(id)), 'nothing of U1 for U2', others);
      }
    },
  },
  {
    id: 'CSC-038',
    versions: both,
    says: 'a person’s token names no person',
    check: async (p) => {
      const userID = p.user('U1').userID ?? 'u1';
      expectRefused(await p.call('credentials/list', { userID }), { description: 'userID parameter MUST be null' });
    },
  },
  {
    id: 'CSC-039',
    versions: both,
    says: 'the client’s own token lists a person it names',
    check: async (p) => {
      const { userID } = p.user('U1');
      if (userID === undefined) throw new NotApplicable('the fixtures name no userID of U1');
      requireOwn(p, await listed(p, { userID }, await p.clientToken()));
    },
  },
  {
    id: 'CSC-040',
    versions: both,
    says: 'a person is named by a text',
    check: async (p) => {
      expectRefused(await p.call('credentials/list', { userID: 7 }, { bearer: await p.clientToken() }), { description: 'Invalid parameter userID' });
    },
  },
  {
    id: 'CSC-041',
    versions: ['v1'],
    says: 'maxResults limits a page',
    check: async (p) => {
      const page = expectJson(await p.call('credentials/list', { maxResults: 1 }));
      expectThat(textsOf(page, 'credentialIDs').length === 1, 'one credential', page);
      textOf(page, 'nextPageToken');
    },
  },
  {
    id: 'CSC-042',
    versions: ['v1'],
    says: 'pages together are the whole, once each',
    check: async (p) => {
      const whole = await listed(p);
      const found: string[] = [];
      for (let pageToken: unknown, pages = 0; pages === 0 || pageToken !== undefined; pages += 1) {
        const page = expectJson(await p.call('credentials/list', { maxResults: 2, ...(pageToken === undefined ? {} : { pageToken }) }));
        found.push(...textsOf(page, 'credentialIDs'));
        pageToken = page['nextPageToken'];
        expectThat(pages <= whole.length, `an end after ${whole.length} credentials`, 'none');
      }
      expectThat([...found].sort().join() === [...whole].sort().join(), `the ${whole.length} credentials`, found);
    },
  },
  {
    id: 'CSC-043',
    versions: ['v1'],
    says: 'a page may be asked for that is too large',
    check: async (p) => void expectJson(await p.call('credentials/list', { maxResults: 100_000 })),
  },
  {
    id: 'CSC-044',
    versions: ['v1'],
    says: 'a page nobody told of is refused',
    check: async (p) => expectRefused(await p.call('credentials/list', { pageToken: 'zz' }), { description: 'Invalid parameter pageToken' }),
  },
  {
    id: 'CSC-045',
    versions: ['v2'],
    says: 'no details unless asked for',
    check: async (p) => {
      const answer = expectJson(await p.call('credentials/list', {}));
      expectThat(answer['credentialInfos'] === undefined, 'no credentialInfos', 'some');
    },
  },
  {
    id: 'CSC-046',
    versions: ['v2'],
    says: 'details come in the order of the ids',
    check: async (p) => {
      const answer = expectJson(await p.call('credentials/list', { credentialInfo: true }));
      const infos = answer['credentialInfos'];
      expectThat(Array.isArray(infos), 'a list credentialInfos', answer);
      const details = infos as readonly Record<string, unknown>[];
      expectThat(details.map(({ credentialID }) => credentialID).join() === textsOf(answer, 'credentialIDs').join(), 'the same order', details.length);
      for (const one of details) {
        objectOf(one, 'key');
        textOf(objectOf(one, 'auth'), 'mode');
        expectThat(typeof one['multisign'] === 'number', 'a number multisign', one['multisign']);
      }
    },
  },
  {
    id: 'CSC-047',
    versions: ['v2'],
    says: 'what only details have is ignored without them',
    check: async (p) => {
      const answer = expectJson(await p.call('credentials/list', { certInfo: true, certificates: 'chain' }));
      expectThat(answer['credentialInfos'] === undefined, 'no credentialInfos', 'some');
    },
  },
  {
    id: 'CSC-048',
    versions: ['v2'],
    says: 'certificates knows three values',
    check: async (p) => {
      const description = 'Invalid parameter certificates';
      expectRefused(await p.call('credentials/list', { credentialInfo: true, certificates: 'all' }), { description });
    },
  },
  {
    id: 'CSC-049',
    versions: ['v2'],
    says: 'onlyValid leaves out what cannot sign, or is not told',
    check: async (p) => {
      const answer = expectJson(await p.call('credentials/list', { onlyValid: true }));
      if (answer['onlyValid'] !== true) return 'the service does not say that it filters';
      const { DIS, EXP } = p.fixtures.credentials;
      const left = textsOf(answer, 'credentialIDs').filter((id) => id === DIS?.credentialID || (id === EXP?.credentialID && isOver(p)));
      expectThat(left.length === 0, 'neither DIS nor EXP', left);
      expectThat((await listed(p)).includes(DIS?.credentialID ?? '') || !DIS, 'DIS without the filter', 'not there');
      return undefined;
    },
  },
];

async function listed(p: Probe, body: object = {}, bearer?: string): Promise<string[]> {
  return textsOf(expectJson(await p.call('credentials/list', body, bearer === undefined ? {} : { bearer })), 'credentialIDs');
}

function requireOwn(p: Probe, ids: readonly string[]): void {
  for (const name of ofU1) {
    const mine = p.fixtures.credentials[name];
    expectThat(!mine || ids.includes(mine.credentialID), `${name} in the list`, ids);
  }
  const foreign = p.fixtures.credentials.U2C;
  expectThat(!foreign || !ids.includes(foreign.credentialID), 'no credential of another person', ids);
}

/** EXP may still be good when the suite has only just been prepared. */
function isOver(p: Probe): boolean {
  const { expiresAt } = p.fixtures.credentials.EXP ?? {};
  return expiresAt === undefined || Date.parse(expiresAt) < Date.now();
}
