import { X509Certificate } from 'node:crypto';
import { expectJson, expectRefused, expectThat, objectOf, textOf, textsOf } from '../expect.ts';
import type { CredentialName } from '../fixtures.ts';
import { P256 } from '../service/algorithms.ts';
import { freshHash } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

const objectTypes = ['Password', 'PasswordOOB', 'ChallengeResponse', 'ChallengeResponseOOB'];
const fiveMore = ['issuerDN', 'serialNumber', 'subjectDN', 'validFrom', 'validTo'];

/** `credentials/info` (CSC v1 11.5, v2 11.5). */
export const credentialInfo: readonly Statement[] = [
  {
    id: 'CSC-050',
    versions: ['v1'],
    says: 'key, certificate, authMode and multisign are told',
    check: async (p) => {
      const info = await asked(p, 'RSA1');
      requireKey(info);
      textOf(info, 'authMode');
      expectThat(textsOf(objectOf(info, 'cert'), 'certificates').length === 1, 'one certificate', info['cert']);
    },
  },
  {
    id: 'CSC-051',
    versions: ['v2'],
    says: 'key, certificate, auth.mode and multisign are told, by these names',
    check: async (p) => {
      const info = await asked(p, 'RSA1');
      requireKey(info);
      textOf(objectOf(info, 'auth'), 'mode');
      const old = ['authMode', 'PIN', 'OTP'].filter((name) => info[name] !== undefined);
      expectThat(old.length === 0, 'no member of version 1', old);
    },
  },
  {
    id: 'CSC-052',
    versions: both,
    says: 'certificates may be left out',
    check: async (p) => {
      const { certificates } = objectOf(await asked(p, 'RSA1', { certificates: 'none' }), 'cert');
      expectThat(certificates === undefined, 'no certificates', certificates);
    },
  },
  {
    id: 'CSC-053',
    versions: both,
    says: 'a chain begins with the signer, each next issued the one before',
    check: async (p) => {
      const info = await asked(p, 'RSA1', { certificates: 'chain' });
      const chain = textsOf(objectOf(info, 'cert'), 'certificates').map((text) => new X509Certificate(Buffer.from(text, 'base64')));
      const [first] = chain;
      expectThat(chain.length > 1 && first !== undefined, 'more than one certificate', chain.length);
      const bits = first.publicKey.asymmetricKeyDetails?.modulusLength;
      expectThat(bits === objectOf(info, 'key')['len'], 'the first certificate to be the key’s', bits);
      const issued = chain.slice(1).every((next, index) => chain[index]?.checkIssued(next) && chain[index].verify(next.publicKey));
      expectThat(
        issued,
        'each certificate issued by the next',
        chain.map(({ subject }) => subject),
      );
    },
  },
  { id: 'CSC-054', versions: both, says: 'certInfo adds five members that are the certificate’s', check: compareCertInfo },
  {
    id: 'CSC-055',
    versions: ['v1'],
    says: 'authInfo tells of PIN and OTP, of explicit credentials only',
    check: async (p) => {
      const info = await asked(p, 'RSA2', { authInfo: true });
      for (const factor of ['PIN', 'OTP']) textOf(objectOf(info, factor), 'presence');
      const without = await asked(p, 'RSA2');
      expectThat(without['PIN'] === undefined, 'nothing of it unless asked for', without['PIN']);
      const other = await asked(p, 'OAU', { authInfo: true });
      expectThat(other['PIN'] === undefined && other['OTP'] === undefined, 'no factors of an oauth2code credential', other);
    },
  },
  {
    id: 'CSC-056',
    versions: ['v2'],
    says: 'authInfo tells of objects with type and id',
    check: async (p) => {
      const { objects } = objectOf(await asked(p, 'RSA2', { authInfo: true }), 'auth');
      expectThat(Array.isArray(objects) && objects.length > 0, 'objects', objects);
      for (const one of objects as readonly Record<string, unknown>[]) {
        textOf(one, 'id');
        expectThat(objectTypes.includes(textOf(one, 'type')), objectTypes.join(', '), one);
      }
    },
  },
  {
    id: 'CSC-057',
    versions: both,
    says: 'SCAL is the text 1 or 2, or absent for 1',
    check: async (p) => {
      for (const [name, expected] of [
        ['RSA1', ['1', undefined]],
        ['RSA2', ['2']],
      ] as const) {
        const { SCAL } = await asked(p, name);
        expectThat((expected as readonly unknown[]).includes(SCAL), `SCAL ${String(expected[0])} of ${name}`, SCAL ?? 'nothing');
      }
    },
  },
  {
    id: 'CSC-058',
    versions: both,
    says: 'a curve is told by its OID, of elliptic keys only',
    check: async (p) => {
      const { curve } = objectOf(await asked(p, 'EC'), 'key');
      expectThat(curve === P256, P256, curve ?? 'nothing');
      const rsa = objectOf(await asked(p, 'RSA1'), 'key');
      expectThat(rsa['curve'] === undefined, 'no curve of an RSA key', rsa['curve']);
    },
  },
  {
    id: 'CSC-059',
    versions: both,
    says: 'a credential must be named by a text',
    check: async (p) => {
      const description = 'Missing (or invalid type) string parameter credentialID';
      for (const body of [{}, { credentialID: 1 }]) expectRefused(await p.call('credentials/info', body), { description });
    },
  },
  {
    id: 'CSC-060',
    versions: both,
    says: 'another person’s credential is as unknown as one that is not there',
    check: async (p) => {
      const [none, foreign] = [
        await p.call('credentials/info', { credentialID: 'nope' }),
        await p.call('credentials/info', { credentialID: p.credential('U2C').credentialID }),
      ];
      for (const answer of [none, foreign]) expectRefused(answer, { description: 'Invalid parameter credentialID' });
      expectThat(none.text === foreign.text, `the same body, ${none.text}`, foreign.text);
    },
  },
  {
    id: 'CSC-061',
    versions: both,
    says: 'certificates knows three values',
    check: async (p) => {
      const { credentialID } = p.credential('RSA1');
      expectRefused(await p.call('credentials/info', { credentialID, certificates: 'all' }), { description: 'Invalid parameter certificates' });
    },
  },
  {
    id: 'CSC-062',
    versions: ['v2'],
    says: 'a credential token reads its own credential only',
    check: async (p) => {
      const bearer = await p.credentialToken('OAU', [freshHash()]);
      const read = (name: CredentialName) => p.call('credentials/info', { credentialID: p.credential(name).credentialID }, { bearer });
      expectJson(await read('OAU'));
      const other = await read('RSA1');
      expectThat([400, 401, 403].includes(other.status) && other.json?.['key'] === undefined, '400, 401 or 403', other.status);
    },
  },
  {
    id: 'CSC-197',
    versions: both,
    says: 'null is the same as absent',
    standing: 'practice',
    check: async (p) => void (await asked(p, 'RSA1', { lang: null, clientData: null })),
  },
];

async function asked(p: Probe, name: CredentialName, more: object = {}): Promise<Record<string, unknown>> {
  return expectJson(await p.call('credentials/info', { credentialID: p.credential(name).credentialID, ...more }));
}

function requireKey(info: Record<string, unknown>): void {
  const key = objectOf(info, 'key');
  expectThat(['enabled', 'disabled'].includes(textOf(key, 'status')), 'enabled or disabled', key['status']);
  expectThat(textsOf(key, 'algo').length > 0, 'an algorithm', key['algo']);
  expectThat(Number.isInteger(key['len']), 'bits of the key', key['len']);
  expectThat(Number.isInteger(info['multisign']) && Number(info['multisign']) >= 1, 'multisign of at least 1', info['multisign']);
}

async function compareCertInfo(p: Probe): Promise<void> {
  const without = objectOf(await asked(p, 'RSA1'), 'cert');
  expectThat(
    fiveMore.every((name) => without[name] === undefined),
    'none of them unless asked for',
    Object.keys(without),
  );
  const cert = objectOf(await asked(p, 'RSA1', { certInfo: true }), 'cert');
  const [first] = textsOf(cert, 'certificates');
  if (first === undefined) throw new NotApplicable('no certificate came with it');
  const der = new X509Certificate(Buffer.from(first, 'base64'));
  const serial = (text: string): string => text.toUpperCase().replace(/^0+/, '');
  expectThat(/^[0-9A-Fa-f]+$/.test(textOf(cert, 'serialNumber')), 'hexadecimal', cert['serialNumber']);
  expectThat(serial(textOf(cert, 'serialNumber')) === serial(der.serialNumber), der.serialNumber, cert['serialNumber']);
  for (const [name, at] of [
    ['validFrom', der.validFrom],
    ['validTo', der.validTo],
  ] as const) {
    const expected = `${new Date(at).toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`;
    expectThat(cert[name] === expected, `${name} ${expected}`, cert[name] ?? 'nothing');
  }
  for (const [name, lines] of [
    ['subjectDN', der.subject],
    ['issuerDN', der.issuer],
  ] as const) {
    const shown = readable(textOf(cert, name));
    const missing = lines.split('\n').filter((line) => !shown.includes(line.slice(line.indexOf('=') + 1).replace(/\\(.)/g, '$1')));
    expectThat(missing.length === 0, `${name} with ${lines.replaceAll('\n', ', ')}`, shown);
  }
}

/** A name of RFC 4514 without its escapes; what has no short name there stands in hexadecimal, which is read. */
function readable(name: string): string {
  return name.replace(/#[0-9a-f]+/gi, (hex) => Buffer.from(hex.slice(1), 'hex').subarray(2).toString('utf8')).replace(/\\(.)/g, '$1');
}
