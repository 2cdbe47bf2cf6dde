import { beforeAll, describe, expect, it } from '@jest/globals';
import { offerMeans, type Registration } from '@paraph/contracts';
import { enrolmentChallenge } from '@paraph/kernel';
import fc from 'fast-check';
import type { EnrolmentDraft } from '../../src/domain/enrolment/enrolment.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { sealText } from '../typed-page.js';
import { Door } from './door.js';
import { mangledDeep, mangledJson, mangledText, parsed } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

describe('registrations of any shape', () => {
  let world: EnrolmentWorld;
  let door: Door;
  let draft: EnrolmentDraft;
  let good: readonly Registration[];
  beforeAll(async () => {
    world = await EnrolmentWorld.make();
    world.policies.policy = { ...world.policies.policy, evidence: [['passkey'], ['oidc', 'pin'], ['oidc', 'totp']] };
    door = new Door(world);
    draft = await world.opened();
    const challenge = enrolmentChallenge(draft.statement);
    const page = world.page();
    good = [await page.registration(challenge, 'passkey'), await page.registration(challenge, 'pin'), await page.registration(challenge, 'totp')];
  });

  const offer = (registrations: string) =>
    door.knock(offerMeans, { reference: draft.enrolmentId, registrations }, (request) => world.offerMeans.run(request.reference, request.registrations));
  const refusals = ['evidence.invalid', 'evidence.missing', 'request.invalid'];

  it(
    'are refused, or are what a page may have written; nothing breaks',
    async () => {
      const texts = fc.oneof(
        mangledText(JSON.stringify(good)),
        mangledDeep(good),
        fc.json({ maxDepth: 5 }),
        fc.shuffledSubarray([...good, ...good], { minLength: 0, maxLength: 6 }).map((some) => JSON.stringify(some)),
      );
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          const answer = await offer(text);
          if (answer !== 'answered') return expect(refusals).toContain(answer);
          const kinds = (parsed(text) as Registration[]).map(({ kind }) => kind).sort();
          expect(kinds).toEqual(['passkey', 'pin', 'totp']);
        }),
        runs(300),
      );
      expect(await offer(JSON.stringify(good))).toBe('answered');
    },
    TIMEOUT,
  );

  it(
    'with a passkey whose client data say anything are refused unless they say page and challenge',
    async () => {
      const [passkey, ...others] = good as [Extract<Registration, { kind: 'passkey' }>, ...Registration[]];
      const clientData = parsed(Buffer.from(passkey.clientDataJSON, 'base64url').toString()) as Record<string, unknown>;
      await fc.assert(
        fc.asyncProperty(mangledJson(clientData), async (text) => {
          const answer = await offer(JSON.stringify([{ ...passkey, clientDataJSON: Buffer.from(text).toString('base64url') }, ...others]));
          if (answer !== 'answered') return expect(refusals).toContain(answer);
          expect(parsed(text)).toMatchObject({ type: 'webauthn.create', challenge: clientData['challenge'], origin: clientData['origin'] });
        }),
        runs(200),
      );
    },
    TIMEOUT,
  );

  it(
    'with secrets that were typed for something else, or are none, are refused; nothing breaks',
    async () => {
      const [passkey, , totp] = good;
      const challenge = Buffer.from(enrolmentChallenge(draft.statement)).toString('base64url');
      await fc.assert(
        fc.asyncProperty(mangledJson({ challenge, kind: 'pin', value: '739214' }), async (text) => {
          const sealed = await sealText(world.authorityKeys.encryptionKey(), text === '' ? ' ' : text);
          const answer = await offer(JSON.stringify([passkey, { kind: 'pin', sealed }, totp]));
          if (answer === 'answered') expect(parsed(text)).toMatchObject({ challenge, kind: 'pin', value: expect.any(String) });
          else expect(refusals).toContain(answer);
        }),
        runs(200),
      );
    },
    TIMEOUT,
  );
});
