import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CertificateContent } from '../../src/domain/x509/contents.js';
import { AuthorityWorld } from '../authority-world.js';
import type { TestSigner } from '../world.js';
import { BindingTrial, BOUND_AND_SIGNED, NOTHING_BOUND } from './binding-trial.js';

const FORGED = 'its signature is not by the issuer it names';

describe('a certificate connector that brings a certificate it made itself', () => {
  let trial: BindingTrial;
  let ada: TestSigner;
  let right: CertificateContent;
  beforeEach(async () => {
    trial = await BindingTrial.make();
    ada = await trial.signer();
    right = await trial.right(ada);
  });

  it('gets signatures with the one the issuing authority signed', async () => {
    expect(await trial.run(ada, await trial.compose(right))).toEqual(BOUND_AND_SIGNED);
  });

  const forgeries: readonly [string, string, () => Promise<Uint8Array>][] = [
    ['of the right issuer name, by a key of its own', FORGED, async () => trial.compose(right, await trial.foreignKey())],
    ['of the right issuer name, by a key of another kind', FORGED, async () => trial.compose(right, await trial.foreignKey('p256'))],
    [
      'with its own key in the identifier of the issuer’s',
      FORGED,
      async () => {
        const key = await trial.foreignKey();
        return trial.compose({ ...right, issuer: { name: trial.issuing.name, publicKey: key.publicKey } }, key);
      },
    ],
    ['by the root, in the issuing authority’s name', FORGED, async () => trial.compose(right, (await trial.authorities.authorities.find('root')).key)],
    [
      'by the OCSP responder, in the issuing authority’s name',
      FORGED,
      async () => trial.compose(right, (await trial.authorities.authorities.responder('issuing')).key),
    ],
    [
      'by the time-stamping unit, in the issuing authority’s name',
      FORGED,
      async () => trial.compose(right, (await trial.authorities.authorities.timestampUnit()).key),
    ],
    [
      'by an authority of its own that looks the same',
      FORGED,
      async () => {
        const own = await AuthorityWorld.make();
        return trial.compose(right, (await own.authorities.find('issuing')).key);
      },
    ],
    ['with one bit of the signature changed', FORGED, async () => flipped(await trial.compose(right))],
    [
      'by the root in its own name',
      'its issuer is not pinned',
      async () => {
        const root = await trial.authorities.authorities.find('root');
        return trial.compose({ ...right, issuer: root }, root.key);
      },
    ],
    [
      'of an issuer whose name only looks the same',
      'its issuer is not pinned',
      async () => trial.compose({ ...right, issuer: { ...trial.issuing, name: [...trial.issuing.name].reverse() } }, await trial.foreignKey()),
    ],
    ['that is the issuing authority’s own', 'its issuer is not pinned', () => Promise.resolve(trial.issuing.certificate)],
  ];
  it.each(forgeries)('gets none with one %s', async (_what, reason, forge) => {
    expect(await trial.run(ada, await forge())).toEqual(NOTHING_BOUND);
    expect(await trial.reason()).toBe(reason);
    expect(await trial.run(ada, await trial.compose(right))).toEqual(BOUND_AND_SIGNED);
  });

  it('gets none by putting an authority of its own into the register', async () => {
    const own = await AuthorityWorld.make();
    const theirs = await own.authorities.find('issuing');
    const { issued } = trial.authorities.stores.certificates;
    for (const [serial, row] of issued) if (row.intent.kind === 'issuing') issued.set(serial, { ...row, certificate: theirs.certificate });
    const replica = await trial.authorities.replica();
    await expect(replica.authorities.find('issuing')).rejects.toMatchObject({ code: 'record.tampered' });
    expect(await trial.run(ada, await trial.compose(right, theirs.key))).toEqual(NOTHING_BOUND);
  });
});

function flipped(certificate: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(certificate);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed;
}
