import { describe, expect, it } from '@jest/globals';
import { quorumAct } from '@paraph/contracts';
import { calculateJwkThumbprint } from 'jose';
import { aCoseKey, anAct, aReplacement } from '../../../test/acts.js';
import { aProposal } from '../../../test/statement-builder.js';
import { texts } from '../../../test/texts.js';
import { quorumActs, readQuorumAct } from './act-shape.js';
import { describeProposal } from './model.js';
import { readProposal } from './shape.js';
import { coseThumbprint, jwkThumbprint } from './thumbprint.js';

const CHALLENGE = 'q'.repeat(43);
const view = (changes: Record<string, unknown> = {}, language: 'en' | 'fr' = 'en') =>
  describeProposal({ kind: 'proposal', statement: readProposal(aProposal(changes)), challenge: CHALLENGE, keyId: 'statement-1' }, language);

it('the page knows the acts that the contract knows', () => {
  expect([...quorumActs].sort()).toEqual(quorumAct.options.map(({ shape }) => shape.act.value).sort());
  expect(Object.keys(anAct).sort()).toEqual([...quorumActs].sort());
});

describe('before a proposal is approved, an approver sees', () => {
  it.each([...quorumActs])('all of %s', async (act) => {
    const proposed = quorumAct.parse(anAct[act]);
    expect(readQuorumAct(proposed)).toEqual(proposed);
    const shown = texts(await view({ act: proposed })).join('\n');
    // Kinds, duties and the name of the act are told in words, moments as dates.
    const coded = /^(?:approver|supervisor|passkey|oidc|one-time-code|sms|email|[a-z]+-[a-z-]+|\d{4}-\d\d-\d\dT.*)$/;
    for (const value of texts(proposed).filter((text) => !coded.test(text))) expect(shown).toContain(value);
  });

  it.each(Object.keys(aReplacement))('all of what replaces a means by %s', async (kind) => {
    const { kind: _kind, channel: _channel, ...values } = aReplacement[kind] ?? {};
    const shown = texts(await view({ act: { ...anAct['replace-means'], by: aReplacement[kind] } })).join('\n');
    for (const value of texts(values)) expect(shown).toContain(value);
  });

  it('what it is about, who decides, and everything else the statement says', async () => {
    const { iat: _iat, exp: _exp, act: _act, ...others } = aProposal();
    const shown = await view();
    for (const value of [...texts(others), CHALLENGE]) expect(texts(shown).join('\n')).toContain(value);
    expect(shown.decides).toBe('2 of these 3 people have to agree, each with their own passkey.');
  });

  it('what it is about under names it has no words for, made visible', async () => {
    const { about } = await view({ about: { 'shoe\u200bsize': '4\u202e2', constructor: 'x' } });
    expect(about).toEqual([
      { term: 'shoe⟨U+200B⟩size', value: '4⟨U+202E⟩2' },
      { term: 'constructor', value: 'x' },
    ]);
  });

  it('a waiting time in words, and an empty word as such', async () => {
    const { about } = await view({ about: { waitSeconds: '172800', means: '' } });
    expect(about).toEqual([
      { term: 'The new means counts after', value: '2 days (172800 s)' },
      { term: 'Means', value: '' },
    ]);
  });

  it('between which moments a key counts', async () => {
    const { parts } = await view({ act: anAct['pin-provider-keys'] });
    const dates = parts
      .slice(1)
      .map(({ rows }) => rows.filter(({ term }) => term.startsWith('Counts')).map((row) => ('words' in row ? /no limit|20\d\d/.exec(row.words)?.[0] : '')));
    expect(dates).toEqual([
      ['no limit', '2027'],
      ['2026', 'no limit'],
    ]);
  });

  it('for which acts more have to agree, by their titles', async () => {
    const { parts } = await view({ act: anAct['change-quorum'] });
    expect(parts[0]?.rows).toContainEqual({ term: 'Give a person a role of trust?', words: '2 of 2' });
  });

  it.each([{ 'sign-anything': 2 }, { 'grant-role': 'two' }, []])('no quorum with thresholds like %j', (thresholds) => {
    const act = { ...anAct['change-quorum'], quorum: { ...(anAct['change-quorum']?.['quorum'] as object), thresholds } };
    expect(() => readQuorumAct(act)).toThrow('statement.unsupported');
  });

  it.each([{ role: 'superuser' }, { operatorId: 'root' }, { operatorName: '' }, { until: 'Monday' }])('no role given with %j', (change) => {
    expect(() => readQuorumAct({ ...anAct['grant-role'], ...change })).toThrow('statement.unsupported');
  });

  it('that an application is left without keys', async () => {
    const { parts } = await view({ act: { ...anAct['pin-client-keys'], keys: [] } });
    expect(texts(parts).join()).toContain('None: the application can then sign nothing of its own.');
  });
});

describe('the thumbprint', () => {
  const hex = (base64url: string) => Buffer.from(base64url, 'base64url').toString('hex');

  it('of a key is that of RFC 7638, as another implementation computes it', async () => {
    const keys = (anAct['pin-provider-keys']?.['keys'] as { key: Record<string, string> }[]).map(({ key }) => key);
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      const expected = await calculateJwkThumbprint(key);
      const { hash, text } = await jwkThumbprint(key as never);
      expect([hash.full, text]).toEqual([hex(expected), expected]);
    }
  });

  it('does not change with what is not the key', async () => {
    const [one] = anAct['pin-client-keys']?.['keys'] as Record<string, string>[];
    expect(await jwkThumbprint({ ...one, kid: 'other', use: 'enc' } as never)).toEqual(await jwkThumbprint(one as never));
  });

  it('of a passkey is over its COSE key', async () => {
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(aCoseKey, 'base64url'));
    expect((await coseThumbprint(aCoseKey)).full).toBe(Buffer.from(digest).toString('hex'));
  });
});

describe('a proposal is refused', () => {
  const [key] = anAct['pin-client-keys']?.['keys'] as Record<string, unknown>[];
  const pin = (changed: unknown) => ({ ...anAct['pin-client-keys'], keys: [changed] });

  it.each<[string, unknown]>([
    ['to do something else', { act: 'open-doors' }],
    ['to do what every object can', { act: 'toString' }],
    ['to do something more', { ...anAct['limit-client'], also: 'this' }],
    ['to pin a private key', pin({ ...key, d: 'c2VjcmV0' })],
    ['to pin a key of another family', pin({ ...key, kty: 'OKP' })],
    ['to pin a key without its point', pin({ ...key, y: undefined })],
    ['to pin a key with a member that is no text', pin({ ...key, key_ops: ['verify'] })],
    ['to pin no key of a provider', { ...anAct['pin-provider-keys'], keys: [] }],
    ['to pin a key until a day that is none', { ...anAct['pin-provider-keys'], keys: [{ key, notAfter: '2027-13-45T00:00:00Z' }] }],
    ['to replace a means by a PIN', { ...anAct['replace-means'], by: { kind: 'pin', pin: '1234' } }],
    ['to replace a means by a letter', { ...anAct['replace-means'], by: { ...aReplacement['one-time-code'], channel: 'letter' } }],
    ['to found a quorum of nobody', { act: 'change-quorum', quorum: { threshold: 2, approvers: [] } }],
    [
      'to let nobody off work',
      {
        act: 'change-quorum',
        quorum: { threshold: 2, approvers: [{ id: 'apr_AAAAAAAAAAAAAAAAAAAAAA', name: 'A', duties: [], passkey: { id: 'aWQ', publicKey: 'aWQ' } }] },
      },
    ],
    ['without an act', undefined],
  ])('%s', (_, act) => {
    expect(() => readProposal(aProposal({ act }))).toThrow('statement.unsupported');
  });

  it.each<[string, Record<string, unknown>]>([
    ['that nobody decides', { approvers: [] }],
    ['that is about a thing without words', { about: { client: 7 } }],
    ['with a member it does not show', { urgent: true }],
    ['with an approver it cannot name', { approvers: [{ id: 'apr_AAAAAAAAAAAAAAAAAAAAAA', name: '', passkey: 'aWQ' }] }],
  ])('%s', (_, changes) => {
    expect(() => readProposal(aProposal(changes))).toThrow('statement.unsupported');
  });
});
