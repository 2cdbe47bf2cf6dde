import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { createPublicKey, sign, verify } from 'node:crypto';
import { ctx, extension, int, NULL, octets, oid, plain, seq } from '../der-writer.js';
import { later, OutsideAuthority, softKey } from '../outside-authority.js';
import { OutsideWorld, type AcceptedSigner, type OutsideSigner } from '../outside-world.js';
import * as cmp from '../pki-message.js';
import { outcomeOf, refused } from './refusal.js';

const SIGNED = { code: 'done', signed: 1 };
const MINUTE = 60_000;
const reasonCode = (reason: number) => extension('2.5.29.21', Uint8Array.of(10, 1, reason));

/**
 * The key of a registration authority gets a certificate for any key in any name. A certificate connector has each message
 * signed by the SAM, and tries to have something else signed than what the SAM's own records say.
 */
describe('a message of a registration authority', () => {
  let world: OutsideWorld;
  let ada: AcceptedSigner;
  let bob: AcceptedSigner;
  beforeEach(async () => {
    world = await OutsideWorld.make();
    [ada, bob] = [await world.accepted(), await world.accepted()];
  });

  const ask = (body: Uint8Array, credentialId: string | undefined = ada.credentialId, more: { change?: cmp.HeaderChange; certificate?: Uint8Array } = {}) =>
    outcomeOf(world.enrolling.token, () =>
      world.protect.run({ credentialId, protectedPart: cmp.protectedPart(world.enrolling.clock, body, more.change), certificate: more.certificate }),
    );
  const nobody = (body: Uint8Array) =>
    outcomeOf(world.enrolling.token, () => world.protect.run({ protectedPart: cmp.protectedPart(world.enrolling.clock, body) }));
  const partsOf = ({ about }: AcceptedSigner) => ({ subject: world.enrolling.reader.encodeName(about.subject), publicKey: about.publicKey });
  const issuer = () => world.authority.issuer.encodedName;

  describe('that asks for a certificate', () => {
    const right = () => cmp.body.ir(cmp.requestMessage(cmp.templateOf(partsOf(ada))));

    it('is signed for the request that the SAM composed, and for a template that says the same', async () => {
      const protectedPart = cmp.protectedPart(world.enrolling.clock, cmp.body.p10cr(ada.csr), { more: [cmp.implicitConfirm] });
      const signature = await world.protect.run({ credentialId: ada.credentialId, protectedPart });
      const { publicKey, csr } = await world.describeRegistration.run();
      expect(verify('sha256', protectedPart, createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }), signature)).toBe(true);
      expect(Buffer.from(csr).includes(Buffer.from(publicKey))).toBe(true);
      expect(await ask(right())).toEqual(SIGNED);
      const policies = extension('2.5.29.32', seq(seq(oid('2.999.1'))));
      const more = cmp.templateOf(partsOf(ada), ctx(9, cmp.contentCommitment, policies));
      expect(await ask(cmp.body.ir(cmp.requestMessage([ctx(3, issuer()), ...more])))).toEqual(SIGNED);
    });

    const requests: readonly [string, RegExp, () => Uint8Array][] = [
      ['another’s request', /another key/, () => cmp.body.p10cr(bob.csr)],
      [
        'a request for a key of its own in this name',
        /another key/,
        () => {
          const key = softKey();
          return cmp.body.p10cr(cmp.requestFor({ ...partsOf(ada), publicKey: key.publicKey }, (info) => sign('sha256', info, key.signing)));
        },
      ],
      [
        'a request for this key in another’s name, signed by another key',
        /another subject/,
        () => cmp.body.p10cr(cmp.requestFor({ ...partsOf(ada), subject: seq() }, (info) => sign('sha256', info, softKey().signing))),
      ],
      [
        'a request of this key and name that the key did not sign',
        /did not sign/,
        () => cmp.body.p10cr(cmp.requestFor(partsOf(ada), (info) => sign('sha256', info, softKey().signing))),
      ],
      ['a request with something behind it', /something follows/, () => ctx(4, ada.csr, NULL)],
      ['a template for another key', /another key/, () => cmp.body.ir(cmp.requestMessage(cmp.templateOf({ ...partsOf(ada), publicKey: bob.about.publicKey })))],
      [
        'a template in another’s name',
        /another subject/,
        () => cmp.body.ir(cmp.requestMessage(cmp.templateOf({ ...partsOf(ada), subject: partsOf(bob).subject }))),
      ],
      ['a template without a name', /leaves out/, () => cmp.body.ir(cmp.requestMessage([ctx(6)]))],
      [
        'two templates, the second for somebody else',
        /more than one/,
        () => cmp.body.ir(...[ada, bob].map((one) => cmp.requestMessage(cmp.templateOf(partsOf(one))))),
      ],
      ['no template', /none/, () => cmp.body.ir()],
      [
        'a template for an authority',
        /another use/,
        () => cmp.body.ir(cmp.requestMessage(cmp.templateOf(partsOf(ada), ctx(9, extension('2.5.29.19', seq(), true))))),
      ],
      ['a template for every use', /another use/, () => cmp.body.ir(cmp.requestMessage(cmp.templateOf(partsOf(ada), ctx(9, cmp.keyUsage(0xc0)))))],
      [
        'a template with another name beside',
        /another use/,
        () => cmp.body.ir(cmp.requestMessage(cmp.templateOf(partsOf(ada), ctx(9, extension('2.5.29.17', seq()))))),
      ],
      [
        'a template under another policy',
        /another use/,
        () => cmp.body.ir(cmp.requestMessage(cmp.templateOf(partsOf(ada), ctx(9, extension('2.5.29.32', seq(seq(oid('2.999.9')))))))),
      ],
      [
        'a template that chooses the serial number',
        /more than it may/,
        () => cmp.body.ir(cmp.requestMessage([plain(1, Uint8Array.of(7)), ...cmp.templateOf(partsOf(ada))])),
      ],
      [
        'controls, such as archiving the key',
        /something follows/,
        () => cmp.body.ir(cmp.requestMessage(cmp.templateOf(partsOf(ada)), { controls: seq(seq(oid('1.3.6.1.5.5.7.5.1.4'), NULL)) })),
      ],
      ['another proof of possession', /expected tag/, () => cmp.body.ir(cmp.requestMessage(cmp.templateOf(partsOf(ada)), { popo: ctx(2, plain(2)) }))],
    ];
    it.each(requests)('is not signed for %s', async (_what, reason, body) => {
      expect(await ask(body())).toEqual(refused('protection.refused'));
      expect(await world.reason('protection-refused')).toMatch(reason);
      expect(await ask(right())).toEqual(SIGNED);
    });

    it('is not signed for a credential nobody knows, one that has its certificate, or one that is over', async () => {
      const bound = await world.signer({ serialNumber: '61' });
      const again = { about: { subject: ada.about.subject, publicKey: bound.publicKey } } as AcceptedSigner;
      expect(await ask(cmp.body.ir(cmp.requestMessage(cmp.templateOf(partsOf(again)))), bound.credentialId)).toEqual(refused('credential.state'));
      expect(await ask(right(), newId('cred'))).toEqual(refused('credential.unknown'));
      await world.enrolling.destroyKey.run(ada.credentialId);
      expect(await ask(right())).toEqual(refused('credential.state'));
    });

    it('is not signed where the embedded authority certifies, or one that is not pinned', async () => {
      const { policies, trusted } = world.enrolling;
      const [pinned] = trusted.list.splice(0);
      expect(await ask(right())).toEqual(refused('protection.refused'));
      if (pinned) trusted.list.push(pinned);
      const { certificate } = policies.policy;
      policies.policy = { ...policies.policy, certificate: { ...certificate, authority: 'embedded' } };
      expect(await ask(right())).toEqual(refused('protection.refused'));
    });
  });

  describe('that revokes', () => {
    let cleo: OutsideSigner;
    beforeEach(async () => void (cleo = await world.signer({ serialNumber: '61' })));
    const revocation = (serialNumber = cleo.serialNumber, ...more: Uint8Array[]) => cmp.body.rr(cmp.revocationOf({ serialNumber, issuer: issuer() }, ...more));
    const end = () => world.prove(cleo, world.authority.list(cleo.serialNumber));

    it('is signed once the key is gone, for a reason that is final', async () => {
      await end();
      expect(await ask(revocation(), cleo.credentialId)).toEqual(SIGNED);
      for (const reason of [0, 1, 3, 4, 5, 9]) expect(await ask(revocation(cleo.serialNumber, reasonCode(reason)), cleo.credentialId)).toEqual(SIGNED);
    });

    it('is not signed while the credential can sign, or is only suspended', async () => {
      expect(await ask(revocation(), cleo.credentialId)).toEqual(refused('credential.state'));
      await world.suspend.run({ credentialId: cleo.credentialId, requestedBy: 'operator', reason: 'x' });
      expect(await ask(revocation(), cleo.credentialId)).toEqual(refused('credential.state'));
      await end();
      expect(await ask(revocation(), cleo.credentialId)).toEqual(SIGNED);
    });

    const others: readonly [string, RegExp, () => Uint8Array][] = [
      ['another certificate', /another certificate/, () => revocation('62')],
      ['one of another issuer', /another certificate/, () => cmp.body.rr(cmp.revocationOf({ serialNumber: cleo.serialNumber, issuer: seq() }))],
      ['this and another', /more than one/, () => cmp.body.rr(...['61', '62'].map((serialNumber) => cmp.revocationOf({ serialNumber, issuer: issuer() })))],
      ['none', /none/, () => cmp.body.rr()],
      ['whatever has this name', /leaves out/, () => cmp.body.rr(seq(seq(ctx(3, issuer()))))],
      ['by subject', /more than it may/, () => cmp.body.rr(seq(seq(plain(1, Uint8Array.of(0x61)), ctx(3, issuer()), ctx(5, seq()))))],
      ['this, on hold', /taken back/, () => revocation(cleo.serialNumber, reasonCode(6))],
      ['this, off the list', /taken back/, () => revocation(cleo.serialNumber, reasonCode(8))],
      ['this, as an authority’s', /taken back/, () => revocation(cleo.serialNumber, reasonCode(2))],
      ['this, with something more', /says more/, () => revocation(cleo.serialNumber, extension('2.5.29.24', seq()))],
    ];
    it.each(others)('is not signed for %s', async (_what, reason, body) => {
      await end();
      expect(await ask(body(), cleo.credentialId)).toEqual(refused('protection.refused'));
      expect(await world.reason('protection-refused')).toMatch(reason);
      expect(await ask(revocation(), cleo.credentialId)).toEqual(SIGNED);
    });

    it('is signed for a certificate that came and was not bound, if it is shown and of this key', async () => {
      const { clock } = world.enrolling;
      const wrong = await world.authority.certificate({ ...ada.about, subject: bob.about.subject }, { serialNumber: '71' });
      const [foreign, forged] = await Promise.all([
        world.authority.certificate(bob.about, { serialNumber: '72' }),
        OutsideAuthority.make(clock).then((other) => other.certificate(ada.about, { serialNumber: '72' })),
      ]);
      expect(await ask(revocation('71'))).toEqual(refused('protection.refused'));
      for (const certificate of [foreign, forged, new Uint8Array()])
        expect(await ask(revocation('72'), ada.credentialId, { certificate })).toEqual(refused('protection.refused'));
      expect(await ask(revocation('72'), ada.credentialId, { certificate: wrong })).toEqual(refused('protection.refused'));
      expect(await ask(revocation('71'), ada.credentialId, { certificate: wrong })).toEqual(SIGNED);
      await world.enrolling.destroyKey.run(ada.credentialId);
      expect(await ask(revocation('71'), ada.credentialId, { certificate: wrong })).toEqual(SIGNED);
    });

    it('does not take a certificate that is shown for the one that is bound', async () => {
      const other = await world.authority.certificate({ subject: ada.about.subject, publicKey: cleo.publicKey }, { serialNumber: '73' });
      await end();
      expect(await ask(revocation('73'), cleo.credentialId, { certificate: other })).toEqual(refused('protection.refused'));
    });
  });

  it('may confirm and ask again for a credential, and ask the authority about itself for none', async () => {
    expect(await ask(cmp.body.certConf())).toEqual(SIGNED);
    expect(await ask(cmp.body.pollReq())).toEqual(SIGNED);
    expect(await nobody(cmp.body.genm('1.3.6.1.5.5.7.4.17'))).toEqual(SIGNED);
    for (const body of [cmp.body.certConf(), cmp.body.pollReq(), cmp.body.p10cr(ada.csr), cmp.body.genm('1.3.6.1.5.5.7.4.12'), cmp.body.genm()])
      expect(await nobody(body)).toEqual(refused('protection.refused'));
    expect(await ask(cmp.body.genm('1.3.6.1.5.5.7.4.17'))).toEqual(refused('protection.refused'));
  });

  it.each([1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 26, 27])(
    'is nothing else: choice %i is not signed, whatever it holds',
    async (choice) => {
      for (const content of [seq(), seq(seq(seq(), plain(0))), ada.csr, octets(new Uint8Array())]) {
        expect(await ask(ctx(choice, content))).toEqual(refused('protection.refused'));
        expect(await nobody(ctx(choice, content))).toEqual(refused('protection.refused'));
      }
    },
  );

  const headers: readonly [string, RegExp, () => cmp.HeaderChange][] = [
    ['of another version', /version/, () => ({ version: 1 })],
    ['of ten minutes ago', /another time/, () => ({ time: later(world.enrolling.clock, -10 * MINUTE) })],
    ['of tomorrow', /another time/, () => ({ time: later(world.enrolling.clock, 1_440 * MINUTE) })],
    ['protected by a password', /another algorithm/, () => ({ algorithm: seq(oid('1.2.840.113533.7.66.13')) })],
    ['over SHA-1', /another algorithm/, () => ({ algorithm: seq(oid('1.2.840.10045.4.1')) })],
    ['with parameters to its algorithm', /something follows/, () => ({ algorithm: seq(oid('1.2.840.10045.4.3.2'), NULL) })],
    ['of a transaction that can be guessed', /guess/, () => ({ transaction: new Uint8Array(4) })],
    ['with a nonce that can be guessed', /guess/, () => ({ nonce: new Uint8Array(8) })],
    ['with text for people', /something follows/, () => ({ more: [ctx(7, seq())] })],
    ['with another message inside', /more than a request needs/, () => ({ more: [ctx(8, seq(seq(oid('1.3.6.1.5.5.7.4.15'), seq())))] })],
  ];
  it.each(headers)('%s is not signed', async (_what, reason, change) => {
    expect(await ask(cmp.body.p10cr(ada.csr), ada.credentialId, { change: change() })).toEqual(refused('protection.refused'));
    expect(await world.reason('protection-refused')).toMatch(reason);
    expect(await ask(cmp.body.p10cr(ada.csr), ada.credentialId, { change: { time: 'none' } })).toEqual(SIGNED);
  });

  it('cut anywhere is not signed, and any octets behind it are refused', async () => {
    const whole = cmp.protectedPart(world.enrolling.clock, cmp.body.p10cr(ada.csr));
    const run = (protectedPart: Uint8Array) => outcomeOf(world.enrolling.token, () => world.protect.run({ credentialId: ada.credentialId, protectedPart }));
    for (let at = 0; at < whole.length; at += 5) expect(await run(whole.subarray(0, at))).toEqual(refused('protection.refused'));
    expect(await run(new Uint8Array([...whole, 5, 0]))).toEqual(refused('protection.refused'));
    expect(await run(seq(whole.subarray(4), int(1)))).toEqual(refused('protection.refused'));
    expect(await run(whole)).toEqual(SIGNED);
  });

  it('with any octet changed is refused, or is the same request with another header', async () => {
    const transaction = new Uint8Array(16).fill(7);
    const whole = cmp.protectedPart(world.enrolling.clock, cmp.body.p10cr(ada.csr), { transaction, nonce: transaction });
    const header = whole.length - cmp.body.p10cr(ada.csr).length;
    const changed: number[] = [];
    for (let at = 0; at < whole.length; at += 1) {
      const part = Uint8Array.from(whole);
      part[at] = (part[at] ?? 0) ^ 0x10;
      const { code } = await outcomeOf(world.enrolling.token, () => world.protect.run({ credentialId: ada.credentialId, protectedPart: part }));
      expect(['done', 'protection.refused']).toContain(code);
      if (code === 'done') changed.push(at);
    }
    expect(changed.filter((at) => at >= header)).toEqual([]);
    // The octets of transaction and nonce, which may be any.
    expect(changed).toHaveLength(32);
  });

  it('leaves an event, given or refused', async () => {
    await ask(cmp.body.p10cr(ada.csr), ada.credentialId, { change: { transaction: new Uint8Array(16).fill(7) } });
    await ask(cmp.body.p10cr(bob.csr));
    const events = (await world.enrolling.stores.events()).filter(({ type }) => type.startsWith('protection-'));
    expect(events).toMatchObject([
      { type: 'protection-given', outcome: 'success', particulars: { credentialId: ada.credentialId, message: 'p10cr', transaction: '07'.repeat(16) } },
      { type: 'protection-refused', outcome: 'failure', cause: 'protection.refused', particulars: { credentialId: ada.credentialId } },
    ]);
  });
});
