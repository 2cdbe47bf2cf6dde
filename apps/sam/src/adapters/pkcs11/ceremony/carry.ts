import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle, type Template } from '../binding.js';
import { flagsOf, mechanismList } from '../attributes.js';
import type { Cryptoki } from '../cryptoki.js';
import { kekCheck, keysFingerprint, macCheck, type KeyChecks } from '../key-checks.js';
import { findKeks } from '../key-encryption-keys.js';
import { findMacKeys, MAC_KEY_LABEL, macKeyShape } from '../token-mac.js';
import { mustBeApproved } from './approvals.js';
import { offerFingerprint, type CarryOffer, type CarryParcel } from './carry-files.js';
import { finishKek, finishMacKey, kekLabel, keysLabelled, removeUnfinished, unfinished } from './ceremony-keys.js';
import type { CeremonyOrder } from './ceremony.js';
import { makeTransportPair, receiveKek } from './kek-program.js';
import { actAs, initialiseToken } from './officer.js';
import { readTokenState, type TokenState } from './token-state.js';
import { importTransportKey, oaep, removeTransportKeys, TRANSPORT_BITS, TRANSPORT_LABEL, transportPrivateKey, transportPublicKey } from './transport-key.js';

/**
 * Carrying keys to a sibling token. Two files travel, one each way, and each could be exchanged on its way: two people
 * compare a fingerprint of the first before the source wraps anything, and of the keys themselves before the target
 * keeps any. OAEP proves no sender: whoever has the public key could send keys of their own, and later read all that the
 * target closes with them.
 */

/** On the target: makes the pair that keys travel under. Repeating it offers the same pair. */
export async function offerToCarry(order: CeremonyOrder): Promise<{ offer: CarryOffer; fingerprint: string }> {
  await initialiseToken(order);
  const found = await actAs('user', order, transportPublicKey);
  if (found === undefined) await makeTransportPair(order, { keyLabel: TRANSPORT_LABEL, bits: TRANSPORT_BITS });
  const publicKey = found ?? (await actAs('user', order, transportPublicKey));
  if (publicKey === undefined) throw new ServiceError('hsm.refused', 'the officer’s part made no transport pair');
  const { token, family } = await readTokenState(order);
  const { label, serial } = token;
  const offer = { kind: 'paraph-carry-offer-1' as const, target: { label, serial }, family: family.name, oaepHash: family.oaepHash, publicKey };
  return { offer, fingerprint: offerFingerprint(offer) };
}

/**
 * On the source: wraps every generation and the MAC key under the offered public key, once two people have said that it
 * is the target's. Answers the fingerprint of the keys, for the target's people.
 */
export async function packKeys(order: CeremonyOrder, { offer, approvedBy }: { offer: CarryOffer; approvedBy: readonly string[] }): Promise<PackedKeys> {
  const people = mustBeApproved(approvedBy, offerFingerprint(offer), 'the offer');
  const state = await readTokenState(order);
  if (offer.family !== state.family.name) throw new ServiceError('hsm.refused', `wrapped keys of ${state.family.name} do not open on ${offer.family}`);
  try {
    await actAs('officer', order, (cryptoki, session) => {
      removeTransportKeys(cryptoki, session);
      importTransportKey(cryptoki, session, offer.publicKey);
    });
    const wrapped = await actAs('user', order, (cryptoki, session) => wrapAll(cryptoki, session, { offer, checks: state.checks }));
    const { label, serial } = state.token;
    const parcel: CarryParcel = {
      kind: 'paraph-carry-parcel-1',
      source: { label, serial },
      target: offer.target,
      family: offer.family,
      offerFingerprint: offerFingerprint(offer),
      ...wrapped,
    };
    return { parcel, people, state, fingerprint: keysFingerprint(state.checks) };
  } finally {
    await actAs('user', order, removeTransportKeys);
  }
}

/** A parcel, and what its keys are. */
export interface PackedKeys {
  readonly parcel: CarryParcel;
  readonly people: readonly string[];
  readonly state: TokenState;
  readonly fingerprint: string;
}

/**
 * On the target: brings the keys in, in the same shape, and keeps them only if they are the ones that two people read on
 * the source. Then the pair goes. Repeating it after a cut goes on where it stopped.
 */
export async function receiveKeys(order: CeremonyOrder, { parcel, approvedBy }: { parcel: CarryParcel; approvedBy: readonly string[] }): Promise<ReceivedKeys> {
  const { family, token, checks } = await readTokenState(order);
  if (parcel.target.serial !== token.serial)
    throw new ServiceError('hsm.refused', `the parcel is for the token ${parcel.target.label} (${parcel.target.serial})`);
  if (parcel.family !== family.name) throw new ServiceError('hsm.refused', `wrapped keys of ${parcel.family} do not open on ${family.name}`);
  mustHaveNoOthers(checks, parcel);
  const { oaepHash } = family;
  const missing = parcel.keks.filter(({ generation }) => !checks.keks.has(generation));
  const lacksMac = checks.mac === undefined;
  try {
    await actAs('user', order, (cryptoki, session) => removeLeftovers(cryptoki, session, parcel));
    for (const { generation, wrapped } of missing) {
      const keyLabel = unfinished(kekLabel(generation));
      await receiveKek(order, { keyLabel, keyWrap: family.keyWrap, transportLabel: TRANSPORT_LABEL, oaepHash, blob: wrapped });
    }
    if (lacksMac) await actAs('officer', order, (cryptoki, session) => receiveMacKey(cryptoki, session, { mac: parcel.mac.wrapped, oaepHash }));
    const received = await actAs('user', order, (cryptoki, session) => checksOf(cryptoki, session, { state: { family, token, checks }, parcel }));
    const people = mustBeApproved(approvedBy, keysFingerprint(received), 'the keys');
    await actAs('user', order, (cryptoki, session) => {
      for (const { generation } of missing) finishKek(cryptoki, session, { family, generation });
      if (lacksMac) finishMacKey(cryptoki, session);
      removeTransportKeys(cryptoki, session);
    });
    return { people, generations: missing.map(({ generation }) => generation) };
  } catch (error) {
    // The originals are public objects: nothing of a parcel that was not accepted stays.
    await actAs('user', order, (cryptoki, session) => removeLeftovers(cryptoki, session, parcel));
    throw error;
  }
}

/** What came in that was not there. */
export interface ReceivedKeys {
  readonly people: readonly string[];
  readonly generations: readonly number[];
}

/** On either side: removes what a carrying that nobody will finish has left. Answers how many objects it were. */
export async function cancelCarrying(order: CeremonyOrder): Promise<number> {
  return actAs('user', order, (cryptoki, session) => removeTransportKeys(cryptoki, session));
}

function wrapAll(cryptoki: Cryptoki, session: Handle, { offer, checks }: { offer: CarryOffer; checks: KeyChecks }): Pick<CarryParcel, 'keks' | 'mac'> {
  const [transport] = cryptoki.find(session, [{ type: pkcs11js.CKA_LABEL, value: TRANSPORT_LABEL }]);
  const [mac] = findMacKeys(cryptoki, session);
  const keks = findKeks(cryptoki, session).toReversed();
  if (transport === undefined || mac === undefined || keks.length === 0)
    throw new ServiceError('hsm.refused', 'the token has no keys to carry: run the ceremony');
  const wrap = (key: Handle, check = ''): { check: string; wrapped: Uint8Array } => ({
    check,
    wrapped: new Uint8Array(cryptoki.call((token) => token.C_WrapKey(session, oaep(offer.oaepHash), transport, key, Buffer.alloc(1024)))),
  });
  return { keks: keks.map(({ generation, handle }) => ({ generation, ...wrap(handle, checks.keks.get(generation)) })), mac: wrap(mac, checks.mac) };
}

/** A token that has keys of its own under the same names can never become a sibling. @throws `hsm.refused` */
function mustHaveNoOthers({ keks, mac }: KeyChecks, parcel: CarryParcel): void {
  const others = parcel.keks.filter(({ generation, check }) => (keks.get(generation) ?? check) !== check).map(({ generation }) => kekLabel(generation));
  if ((mac ?? parcel.mac.check) !== parcel.mac.check) others.push(MAC_KEY_LABEL);
  if (others.length > 0) throw new ServiceError('hsm.refused', `the token has another key as ${others.join(', ')}: begin with an empty token`);
}

function receiveMacKey(cryptoki: Cryptoki, session: Handle, { mac, oaepHash }: { mac: Uint8Array; oaepHash: CarryOffer['oaepHash'] }): void {
  const template: Template = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_GENERIC_SECRET },
    { type: pkcs11js.CKA_LABEL, value: unfinished(MAC_KEY_LABEL) },
    // Trusted because the pair lets nothing else through; it wraps nothing.
    ...flagsOf({ ...macKeyShape, PRIVATE: false, TRUSTED: true }),
    { type: pkcs11js.CKA_ALLOWED_MECHANISMS, value: mechanismList(pkcs11js.CKM_SHA256_HMAC) },
  ];
  const key = transportPrivateKey(cryptoki, session);
  cryptoki.call((token) => token.C_UnwrapKey(session, oaep(oaepHash), key, Buffer.from(mac), template));
}

/** Of the keys of the parcel as they are in the token now: what was there stays, what came is not finished yet. */
function checksOf(cryptoki: Cryptoki, session: Handle, { state: { checks, family }, parcel }: { state: TokenState; parcel: CarryParcel }): KeyChecks {
  const one = (label: string): Handle => {
    const [key] = keysLabelled(cryptoki, session, label);
    if (key === undefined) throw new ServiceError('hsm.refused', `the officer’s part brought no ${label}`);
    return key;
  };
  const kek = (generation: number): string =>
    checks.keks.get(generation) ?? kekCheck(cryptoki, session, { family, kek: one(unfinished(kekLabel(generation))) });
  return {
    keks: new Map(parcel.keks.map(({ generation }) => [generation, kek(generation)])),
    mac: checks.mac ?? macCheck(cryptoki, session, one(unfinished(MAC_KEY_LABEL))),
  };
}

function removeLeftovers(cryptoki: Cryptoki, session: Handle, { keks }: CarryParcel): void {
  for (const { generation } of keks) removeUnfinished(cryptoki, session, kekLabel(generation));
  removeUnfinished(cryptoki, session, MAC_KEY_LABEL);
}
